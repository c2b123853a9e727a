#include "core/base/xml_writer.h"
#include "core/draw/form_plan.h"
#include "core/draw/lanes.h"

#include <string.h>

#define PAGE_WIDTH 1040 /* of A4 across, less 10 mm at either side */
#define PAGE_HEIGHT 715
#define HEADER_REST 370 /* of it, for what is not lists */
#define NUMBER_WIDTH 34
#define LEAST_WORDS 520 /* for the columns of words together */
#define LEAST_COLUMN 40
#define LETTER 11
#define LEADING 14
#define PADDING 5
#define N_WORDS 5

/* The columns of words beside the lanes; they share what room these leave. */
typedef enum Column
{
	COLUMN_ACTIVITY,
	COLUMN_REQUIREMENT,
	COLUMN_TIME,
	COLUMN_OUTPUT,
	COLUMN_NOTE
} Column;

typedef struct Writer
{
	DkisText *text;
	const Machine *machine;
	const FormNotes *notes;
	Form form;
	Lanes lanes;        /* of the steps */
	int words[N_WORDS]; /* widths */
	int width;
} Writer;

static const char style[] =
	"@page{size:A4 landscape;margin:10mm}"
	"body{font-family:Arial,'Liberation Sans',Helvetica,sans-serif;font-size:11px;line-height:14px;"
	"color:#000;background:#fff;margin:0 auto;padding:8px}"
	"h1,h2{font-size:14px;line-height:18px;margin:0 0 6px}p{margin:0 0 4px}"
	"table{border-collapse:collapse;table-layout:fixed;margin:0 0 10px}"
	"th,td{border:1px solid #000;padding:4px 5px;vertical-align:top;text-align:left;"
	"overflow-wrap:break-word;white-space:pre-line}"
	"th{text-align:center;vertical-align:middle;background:#e9edf1}"
	"ol,ul{margin:0;padding-left:18px;white-space:normal}li{white-space:pre-line}"
	".kop td{padding:3px 7px}.kop th{break-after:avoid;page-break-after:avoid}"
	".penerbit{text-align:center;vertical-align:middle;font-weight:bold;font-size:15px;"
	"line-height:22px}"
	".butir{width:130px;font-weight:bold}.nama{font-weight:bold;font-size:14px;line-height:18px}"
	".kop .sah{height:84px;text-align:center;vertical-align:bottom}"
	".tanda{margin:38px 0 0;text-decoration:underline}"
	".rancangan{border:2px solid #8e1b1b;color:#8e1b1b;font-weight:bold;padding:4px 8px}"
	".alur thead{display:table-header-group}.alur tr{break-inside:avoid;page-break-inside:avoid}"
	".alur .no{text-align:center}.alur .urut th{font-weight:normal;font-size:9px;line-height:10px;"
	"padding:1px}"
	".alur .awal{break-after:avoid;page-break-after:avoid}"
	".alur .akhir{break-before:avoid;page-break-before:avoid}"
	".alur .antara td{background:#f6f7f8;font-style:italic;vertical-align:middle}"
	".alur .bagan,.alur .antara .bagan{position:relative;padding:0;background:none}"
	".bagan svg{position:absolute;left:0;top:0;height:100%;display:block}"
	".garis{stroke:#000;stroke-width:1.3;fill:none}.batas{stroke:#9aa0a6;stroke-width:1}"
	".lambang{fill:#fff;stroke:#000;stroke-width:1.5}.palang{fill:#000}.ujung{fill:#000}"
	"svg text{font-family:Arial,'Liberation Sans',Helvetica,sans-serif;fill:#000}"
	".isi{font-size:10px}.label{font-size:9px;paint-order:stroke;stroke:#fff;stroke-width:3px}"
	".asal{display:inline-block;font-size:8.5px;line-height:10px;padding:0 4px;"
	"border:1px solid #444;border-radius:5px;white-space:nowrap}"
	".asal.disimpulkan{border-style:dashed;background:#fff6d6}"
	".asal.rekonstruksi{border:2px dotted #8e1b1b;background:#fdeceb}"
	".tunggu{border:1px solid #1558b0;background:#e4effc}"
	".legenda{break-inside:avoid;page-break-inside:avoid}.legenda svg{vertical-align:middle}"
	".legenda span.satu{display:inline-block;margin:0 16px 6px 0}"
	"@media print{body{padding:0;-webkit-print-color-adjust:exact;print-color-adjust:exact}"
	".halaman{break-after:page;page-break-after:always}}";

/* ---- words ------------------------------------------------------------------ */

static void
put_markup(Writer *writer, const char *markup)
{
	dkis_text_puts(writer->text, markup);
}

static void
put_cell(Writer *writer, const char *words)
{
	put_markup(writer, "<td>");
	xml_write_string(writer->text, words);
	put_markup(writer, "</td>");
}

static void
put_step_name(Writer *writer, int step)
{
	size_t length;
	const char *name = machine_step_name(writer->machine, step, &length);

	xml_write(writer->text, name, length);
}

static int
lines_at(const char *words, int width, int letter)
{
	SvgLine lines[200];

	return words ? svg_wrap(words, strlen(words), letter, width, lines, 200) : 0;
}

static int
lines_of(const char *words, int width)
{
	return lines_at(words, width - 2 * PADDING, LETTER);
}

/* ---- the header page ---------------------------------------------------------- */

static void
put_form_pair(Writer *writer, const char *label, const char *words, const char *class_name)
{
	dkis_text_printf(writer->text, "<td class=\"butir\">%s</td><td class=\"%s\">", label,
					 class_name);
	xml_write_string(writer->text, words);
	put_markup(writer, "</td></tr>\n");
}

static void
put_list(Writer *writer, const FormList *list, const char *element, int columns)
{
	dkis_text_printf(writer->text, "<td colspan=\"%d\">", columns);
	if (list->n > 0)
	{
		dkis_text_printf(writer->text, "<%s>", element);
		for (int i = 0; i < list->n; i++)
		{
			put_markup(writer, "<li>");
			xml_write_string(writer->text, list->items[i]);
			put_markup(writer, "</li>");
		}
		dkis_text_printf(writer->text, "</%s>", element);
	}
	put_markup(writer, "</td>");
}

/* "Office, name, NIP number": the office, room to sign, the name, its number; a line each. */
static void
put_approval(Writer *writer)
{
	const char *words = writer->notes->approved_by ? writer->notes->approved_by : "";
	const char *name = strstr(words, ", ");
	const char *number = strstr(words, ", NIP");

	put_markup(writer, "<td class=\"butir\">Disahkan oleh</td><td class=\"sah\">");
	if (name && number && name < number)
	{
		xml_write(writer->text, words, (size_t) (name - words));
		put_markup(writer, "<p class=\"tanda\"><b>");
		xml_write(writer->text, name + 2, (size_t) (number - name) - 2);
		put_markup(writer, "</b></p>");
		words = number + 2;
	}
	xml_write_string(writer->text, words);
	put_markup(writer, "</td></tr>\n");
}

static void
put_headings(Writer *writer, const char *left, const char *right)
{
	dkis_text_printf(writer->text,
					 "<tr><th scope=\"col\">%s</th><th scope=\"col\" colspan=\"2\">%s</th></tr>\n",
					 left, right);
}

static void
put_issuer(Writer *writer)
{
	const char *lines[] = {writer->notes->government, writer->notes->office,
						   writer->notes->division};

	put_markup(writer, "<tr><td class=\"penerbit\" rowspan=\"6\">");
	for (int i = 0; i < 3; i++)
		if (lines[i])
		{
			put_markup(writer, "<p>");
			xml_write_string(writer->text, lines[i]);
			put_markup(writer, "</p>");
		}
	put_markup(writer, "</td>");
}

static void
put_sop_name(Writer *writer)
{
	const FormNotes *notes = writer->notes;

	put_markup(writer, "<tr><td class=\"butir\">Nama SOP</td><td><p class=\"nama\">");
	xml_write_string(writer->text, notes->name);
	put_markup(writer, "</p>");
	if (notes->activity)
	{
		put_markup(writer, "<p>Kegiatan: ");
		xml_write_string(writer->text, notes->activity);
		put_markup(writer, "</p>");
	}
	if (notes->sub_activity)
	{
		put_markup(writer, "<p>Sub Kegiatan: ");
		xml_write_string(writer->text, notes->sub_activity);
		put_markup(writer, "</p>");
	}
	put_markup(writer, "</td></tr>\n");
}

static void
put_two_lists(Writer *writer, const FormList *left, const char *element, const FormList *right)
{
	put_markup(writer, "<tr>");
	put_list(writer, left, element, 1);
	put_list(writer, right, "ul", 2);
	put_markup(writer, "</tr>\n");
}

static int
list_lines(const FormList *list, int letter)
{
	int n = 0;

	for (int i = 0; i < list->n; i++)
		n += lines_at(list->items[i], PAGE_WIDTH / 2 - 40, letter);
	return n;
}

static int
more(int a, int b)
{
	return a > b ? a : b;
}

/* Letters as large as a page of them allows, but not so small that nobody reads them. */
static int
header_letter(const FormNotes *notes)
{
	for (int letter = LETTER; letter > 8; letter--)
	{
		int lines =
			more(list_lines(&notes->legal_basis, letter),
				 list_lines(&notes->qualifications, letter)) +
			more(list_lines(&notes->related, letter), list_lines(&notes->equipment, letter)) +
			more(lines_at(notes->warning, PAGE_WIDTH / 2 - 20, letter),
				 lines_at(notes->recording, PAGE_WIDTH / 2 - 20, letter));

		if (lines * (letter + 3) <= PAGE_HEIGHT - HEADER_REST)
			return letter;
	}
	return 8;
}

static void
put_header(Writer *writer)
{
	const FormNotes *notes = writer->notes;
	int letter = header_letter(notes);

	dkis_text_printf(writer->text,
					 "<div class=\"halaman\">\n<table class=\"kop\" style=\"width:%dpx;"
					 "font-size:%dpx;line-height:%dpx\">\n<colgroup>"
					 "<col style=\"width:50%%\"/><col style=\"width:13%%\"/><col "
					 "style=\"width:37%%\"/></colgroup>\n",
					 PAGE_WIDTH, letter, letter + 3);
	put_issuer(writer);
	put_form_pair(writer, "Nomor SOP", notes->document_no, "isian");
	put_markup(writer, "<tr>");
	put_form_pair(writer, "Tanggal Pembuatan", notes->created, "isian");
	put_markup(writer, "<tr>");
	put_form_pair(writer, "Tanggal Revisi", notes->revised, "isian");
	put_markup(writer, "<tr>");
	put_form_pair(writer, "Tanggal Efektif", notes->effective, "isian");
	put_markup(writer, "<tr>");
	put_approval(writer);
	put_sop_name(writer);
	put_headings(writer, "Dasar Hukum", "Kualifikasi Pelaksana");
	put_two_lists(writer, &notes->legal_basis, "ol", &notes->qualifications);
	put_headings(writer, "Keterkaitan", "Peralatan/Perlengkapan");
	put_two_lists(writer, &notes->related, "ul", &notes->equipment);
	put_headings(writer, "Peringatan", "Pencatatan dan Pendataan");
	put_markup(writer, "<tr>");
	put_cell(writer, notes->warning);
	put_markup(writer, "<td colspan=\"2\">");
	xml_write_string(writer->text, notes->recording);
	put_markup(writer, "</td></tr>\n</table>\n</div>\n");
}

/* ---- one strip of the flow ---------------------------------------------------- */

/* What of a line that runs upright between two points lies in the strip. */
static void
put_upright(Writer *writer, int strip, FormPoint from, FormPoint to)
{
	FormPoint upper = from, lower = to;

	if (from.strip > to.strip || (from.strip == to.strip && from.y > to.y))
		upper = to, lower = from;
	if (strip < upper.strip || strip > lower.strip)
		return;
	dkis_text_printf(writer->text, "<line class=\"garis\" x1=\"%d\" x2=\"%d\" y1=\"%d\" y2=\"",
					 from.x, from.x, strip == upper.strip ? upper.y : 0);
	if (strip == lower.strip)
		dkis_text_printf(writer->text, "%d\"/>", lower.y);
	else
		put_markup(writer, "100%\"/>");
}

static void
put_form_way(Writer *writer, int strip, const FormWay *way)
{
	for (int i = 1; i < way->n; i++)
	{
		FormPoint from = way->points[i - 1];
		FormPoint to = way->points[i];

		if (from.x == to.x)
			put_upright(writer, strip, from, to);
		else if (from.strip == strip)
			dkis_text_printf(writer->text,
							 "<line class=\"garis\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>",
							 from.x, from.y, to.x, to.y);
	}
	if (way->target == strip)
		svg_put_arrowhead(writer->text, way->points[way->n - 1].x, way->points[way->n - 1].y, 0, 1,
						  "ujung");
}

static void
put_form_shape(Writer *writer, FormKind kind, int x, int y, int half_width, int half_height)
{
	switch (kind)
	{
		case FORM_START:
		case FORM_END:
		case FORM_STEP:
			dkis_text_printf(writer->text,
							 "<rect class=\"lambang\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" "
							 "rx=\"%d\"/>",
							 x - half_width, y - half_height, 2 * half_width, 2 * half_height,
							 kind == FORM_STEP ? 0 : half_height);
			return;
		case FORM_DECISION:
			dkis_text_printf(
				writer->text, "<path class=\"lambang\" d=\"M%d %dL%d %dL%d %dL%d %dZ\"/>",
				x - half_width, y, x, y - half_height, x + half_width, y, x, y + half_height);
			return;
		case FORM_SPLIT:
		case FORM_JOIN:
			dkis_text_printf(writer->text,
							 "<rect class=\"palang\" x=\"%d\" y=\"%d\" width=\"%d\" "
							 "height=\"%d\"/>",
							 x - half_width, y - half_height, 2 * half_width, 2 * half_height);
	}
}

static void
put_symbol(Writer *writer, const FormStrip *strip)
{
	int x = writer->form.centre[strip->lane];
	SvgLine name = {"Mulai", 5, false};

	put_form_shape(writer, strip->kind, x, strip->middle, strip->half_width, strip->half_height);
	if (strip->kind == FORM_SPLIT || strip->kind == FORM_JOIN)
		return;
	if (strip->kind == FORM_END)
		name = (SvgLine){"Selesai", 7, false};
	if (strip->kind == FORM_STEP || strip->kind == FORM_DECISION)
	{
		name.bytes = machine_step_name(writer->machine, strip->of, &name.length);
		svg_wrap(name.bytes, name.length, 10, 42, &name, 1);
	}
	svg_put_lines(writer->text, &name, 1, x, strip->middle + 4, 0, "isi", "middle");
}

static const char *
kind_word(FormKind kind)
{
	static const char *const words[] = {"Mulai",     "Selesai",        "Kegiatan",
										"Keputusan", "Mulai serentak", "Menunggu semua"};

	return words[kind];
}

static void
put_target(Writer *writer, const FormStrip *strip)
{
	if (strip->kind == FORM_STEP || strip->kind == FORM_DECISION)
	{
		put_markup(writer, "langkah ");
		put_step_name(writer, strip->of);
	}
	else
		dkis_text_puts(writer->text, strip->kind == FORM_END     ? "selesai"
									 : strip->kind == FORM_SPLIT ? "langkah serentak"
																 : "menunggu langkah lain");
}

/* The drawing in words: whose it is, and where it leads. */
static void
put_description(Writer *writer, int index)
{
	const FormStrip *strip = &writer->form.strips[index];
	bool first = true;

	dkis_text_printf(writer->text, "<title>%s", kind_word(strip->kind));
	if (strip->kind == FORM_STEP || strip->kind == FORM_DECISION)
	{
		put_markup(writer, " ");
		put_step_name(writer, strip->of);
	}
	put_markup(writer, ", ");
	xml_write_string(writer->text, writer->lanes.names.data[strip->lane]);
	put_markup(writer, "</title><desc>");
	for (int i = 0; i < writer->form.n_ways; i++)
	{
		const FormWay *way = &writer->form.ways[i];

		if (way->source != index)
			continue;
		put_markup(writer, first ? "" : "; ");
		first = false;
		xml_write(writer->text, way->label.data, way->label.length);
		put_markup(writer, way->label.length > 0 ? ": ke " : "Ke ");
		put_target(writer, &writer->form.strips[way->target]);
	}
	put_markup(writer, "</desc>");
}

static void
put_strip(Writer *writer, int index)
{
	const Form *form = &writer->form;

	dkis_check_interrupts();
	dkis_text_printf(writer->text,
					 "<td class=\"bagan\" colspan=\"%d\"><svg xmlns=\"http://www.w3.org/2000/svg\" "
					 "role=\"img\" width=\"%d\" height=\"%d\" style=\"height:100%%\">",
					 form->n_lanes, form->width, form->strips[index].height);
	put_description(writer, index);
	for (int i = 1; i < form->n_lanes; i++)
		dkis_text_printf(writer->text,
						 "<line class=\"batas\" x1=\"%d\" x2=\"%d\" y1=\"0\" y2=\"100%%\"/>",
						 form->lane_x[i], form->lane_x[i]);
	for (int i = 0; i < form->n_ways; i++)
		put_form_way(writer, index, &form->ways[i]);
	put_symbol(writer, &form->strips[index]);
	for (int i = 0; i < form->n_ways; i++)
		if (form->ways[i].source == index)
			svg_put_lines(writer->text, form->ways[i].lines, form->ways[i].n_lines,
						  form->ways[i].label_x, form->ways[i].label_y, 10, "label",
						  form->ways[i].anchor);
	put_markup(writer, "</svg></td>");
}

/* ---- rows ---------------------------------------------------------------------- */

static void
put_step_row(Writer *writer, int index)
{
	const FormStrip *strip = &writer->form.strips[index];
	const FormStep *step = &writer->notes->steps[strip->of];

	dkis_text_printf(writer->text, "<tr style=\"height:%dpx\"><td class=\"no\">", strip->height);
	put_step_name(writer, strip->of);
	put_markup(writer, "</td><td>");
	xml_write_string(writer->text, step->activity);
	if (step->provenance)
	{
		put_markup(writer, " <span class=\"asal ");
		xml_write_string(writer->text, step->provenance);
		put_markup(writer, "\">");
		xml_write_string(writer->text, step->provenance);
		put_markup(writer, "</span>");
	}
	put_markup(writer, "</td>");
	put_strip(writer, index);
	put_cell(writer, step->requirement);
	put_markup(writer, "<td>");
	xml_write_string(writer->text, step->time);
	put_markup(writer, step->waits ? "<br/><span class=\"asal tunggu\">masa tunggu</span>" : "");
	put_markup(writer, "</td>");
	put_cell(writer, step->output);
	put_cell(writer, step->note);
	put_markup(writer, "</tr>\n");
}

/* The steps that begin together, or that are waited for. */
static void
put_arc_steps(Writer *writer, const FormStrip *strip)
{
	MachineArc arc = machine_arc(writer->machine, strip->of);
	bool split = strip->kind == FORM_SPLIT;
	int n = split ? arc.n_targets : arc.n_inputs;

	put_markup(writer,
			   split ? "Dikerjakan serentak: langkah " : "Menunggu semua selesai: langkah ");
	for (int i = 0; i < n; i++)
	{
		put_markup(writer, i == 0 ? "" : i + 1 == n ? " dan " : ", ");
		put_step_name(writer, split ? machine_target(writer->machine, arc.first_target + i)
									: machine_input(writer->machine, arc.first_input + i).step);
	}
}

static void
put_between_row(Writer *writer, int index)
{
	const FormStrip *strip = &writer->form.strips[index];
	size_t length = 0;
	const char *entry;

	dkis_text_printf(writer->text,
					 "<tr class=\"antara %s\" style=\"height:%dpx\"><td class=\"no\"></td><td>",
					 strip->kind == FORM_END ? "akhir" : "awal", strip->height);
	if (strip->kind == FORM_SPLIT || strip->kind == FORM_JOIN)
		put_arc_steps(writer, strip);
	else
		put_markup(writer, kind_word(strip->kind));
	if (strip->kind == FORM_START)
	{
		entry = machine_entry_name(writer->machine, strip->of, &length);
		put_markup(writer, length > 0 ? ": " : "");
		xml_write(writer->text, entry, length);
	}
	put_markup(writer, "</td>");
	put_strip(writer, index);
	put_markup(writer, "<td colspan=\"4\"></td></tr>\n");
}

/* A line may break behind a stroke: these columns are narrow. */
static void
put_lane_name(Writer *writer, const char *name)
{
	const char *stroke;

	put_markup(writer, "<th>");
	for (; (stroke = strchr(name, '/')) != NULL; name = stroke + 1)
	{
		xml_write(writer->text, name, (size_t) (stroke - name) + 1);
		put_markup(writer, "&#8203;");
	}
	xml_write_string(writer->text, name);
	put_markup(writer, "</th>");
}

static void
put_column_names(Writer *writer)
{
	dkis_text_printf(writer->text,
					 "<thead><tr><th rowspan=\"2\">No.</th><th rowspan=\"2\">Kegiatan</th>"
					 "<th colspan=\"%d\">Pelaksana</th><th colspan=\"3\">Mutu Baku</th>"
					 "<th rowspan=\"2\">Keterangan</th></tr>\n<tr>",
					 writer->lanes.names.n);
	for (int i = 0; i < writer->lanes.names.n; i++)
		put_lane_name(writer, writer->lanes.names.data[i]);
	put_markup(writer,
			   "<th>Kelengkapan</th><th>Waktu</th><th>Output</th></tr>\n<tr class=\"urut\">");
	for (int i = 1; i <= writer->lanes.names.n + 6; i++)
		dkis_text_printf(writer->text, "<th>%d</th>", i);
	put_markup(writer, "</tr></thead>\n");
}

static void
put_columns(Writer *writer)
{
	const int *x = writer->form.lane_x;

	dkis_text_printf(writer->text,
					 "<colgroup><col style=\"width:%dpx\"/><col style=\"width:%dpx\"/>",
					 NUMBER_WIDTH, writer->words[COLUMN_ACTIVITY]);
	for (int i = 0; i < writer->lanes.names.n; i++)
		dkis_text_printf(writer->text, "<col style=\"width:%dpx\"/>", x[i + 1] - x[i]);
	for (int i = COLUMN_REQUIREMENT; i <= COLUMN_NOTE; i++)
		dkis_text_printf(writer->text, "<col style=\"width:%dpx\"/>", writer->words[i]);
	put_markup(writer, "</colgroup>\n");
}

static void
put_table(Writer *writer)
{
	const FormNotes *notes = writer->notes;

	put_markup(writer, "<h2>");
	xml_write_string(writer->text, notes->name);
	put_markup(writer, "</h2>\n<p>");
	xml_write_string(writer->text, notes->version);
	put_markup(writer, "</p>\n");
	dkis_text_printf(writer->text, "<table class=\"alur\" style=\"width:%dpx", writer->width);
	if (writer->width > PAGE_WIDTH) /* many performers: smaller, so that it fits the page */
		dkis_text_printf(writer->text, ";zoom:0.%03d", PAGE_WIDTH * 1000 / writer->width);
	put_markup(writer, "\">\n");
	put_columns(writer);
	put_column_names(writer);
	put_markup(writer, "<tbody>\n");
	for (int i = 0; i < writer->form.n_strips; i++)
	{
		FormKind kind = writer->form.strips[i].kind;

		if (kind == FORM_STEP || kind == FORM_DECISION)
			put_step_row(writer, i);
		else
			put_between_row(writer, i);
	}
	put_markup(writer, "</tbody></table>\n");
}

/* ---- the legend ------------------------------------------------------------------ */

static void
put_legend_symbol(Writer *writer, FormKind kind, const char *explained)
{
	put_markup(writer,
			   "<span class=\"satu\"><svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" "
			   "width=\"48\" height=\"26\"><title>");
	put_markup(writer, kind_word(kind));
	put_markup(writer, "</title>");
	put_form_shape(writer, kind, 24, 13, 20,
				   kind == FORM_SPLIT      ? 3
				   : kind == FORM_DECISION ? 12
										   : 9);
	dkis_text_printf(writer->text, "</svg> %s</span>\n", explained);
}

static void
put_form_legend(Writer *writer)
{
	put_markup(writer, "<div class=\"legenda\"><p><b>Lambang</b></p>\n");
	put_legend_symbol(writer, FORM_START, "mulai dan selesai");
	put_legend_symbol(writer, FORM_STEP, "kegiatan");
	put_legend_symbol(writer, FORM_DECISION, "keputusan: kegiatan dengan beberapa hasil");
	put_legend_symbol(writer, FORM_SPLIT, "mulai serentak, atau menunggu semuanya selesai");
	put_markup(
		writer,
		"<p><b>Asal langkah</b></p>\n"
		"<p><span class=\"asal dokumen\">dokumen</span> tercetak dalam dokumen SOP. "
		"<span class=\"asal disimpulkan\">disimpulkan</span> kegiatannya tercetak; pelaksana, "
		"percabangan atau hasilnya disimpulkan. "
		"<span class=\"asal rekonstruksi\">rekonstruksi</span> tidak ada dalam dokumen; disusun "
		"kembali. <span class=\"asal tunggu\">masa tunggu</span> waktu yang harus lewat, bukan "
		"batas.</p>\n");
	if (writer->notes->note)
	{
		put_markup(writer, "<p><b>Catatan:</b> ");
		xml_write_string(writer->text, writer->notes->note);
		put_markup(writer, "</p>\n");
	}
	put_markup(writer, "</div>\n");
}

/* ---- the whole ------------------------------------------------------------------- */

/* Performers are lanes, in the order of their first step. */
static void
choose_form_lanes(Writer *writer, int *order)
{
	int n_steps = machine_step_count(writer->machine);
	int *by_order = dkis_numbers(n_steps, 0);

	lanes_init(&writer->lanes, n_steps);
	for (int i = 0; i < n_steps; i++)
		by_order[order[i] = writer->notes->steps[i].order] = i;
	for (int i = 0; i < n_steps; i++)
	{
		const char *performer = writer->notes->steps[by_order[i]].performer;

		lanes_put(&writer->lanes, by_order[i], performer ? performer : "-");
	}
	if (n_steps == 0)
		lanes_put(&writer->lanes, 0, "-");
	dkis_free(by_order);
}

static int
words_height(const Writer *writer, const FormStep *step)
{
	const char *words[N_WORDS] = {NULL, step->requirement, step->time, step->output, step->note};
	DkisText activity; /* and where it comes from, in the same lines */
	int most = 1;

	dkis_text_init(&activity);
	dkis_text_puts(&activity, step->activity ? step->activity : "");
	dkis_text_puts(&activity, step->provenance ? " " : "");
	dkis_text_puts(&activity, step->provenance ? step->provenance : "");
	words[COLUMN_ACTIVITY] = activity.data;
	for (int i = 0; i < N_WORDS; i++)
	{
		int n = lines_of(words[i], writer->words[i]) + (i == COLUMN_TIME && step->waits);

		if (n > most)
			most = n;
	}
	dkis_free(activity.data);
	return most * LEADING + 2 * PADDING;
}

/* By the longest words in each column, but less than in proportion: its root, and a little. */
static void
share_room(Writer *writer, int room)
{
	int longest[N_WORDS] = {0, 0, 0, 0, 0};
	int weights[N_WORDS];
	int sum = 0;

	for (int i = 0; i < machine_step_count(writer->machine); i++)
	{
		const FormStep *step = &writer->notes->steps[i];
		const char *words[N_WORDS] = {step->activity, step->requirement, step->time, step->output,
									  step->note};

		for (int k = 0; k < N_WORDS; k++)
			if (words[k] && (int) strlen(words[k]) > longest[k])
				longest[k] = (int) strlen(words[k]);
	}
	for (int k = 0; k < N_WORDS; k++)
	{
		int root = 0;

		while ((root + 1) * (root + 1) <= longest[k] && root < 40)
			root++;
		sum += weights[k] = k == COLUMN_ACTIVITY ? root * 5 / 4 + 10 : root + 6;
	}
	for (int k = 0; k < N_WORDS; k++) /* what is left to share after the least of each */
		writer->words[k] = LEAST_COLUMN + (room - N_WORDS * LEAST_COLUMN) * weights[k] / sum;
}

/* Twice: how wide the lanes are, tells how high the words beside them. */
static void
lay_out_form(Writer *writer)
{
	int n_steps = machine_step_count(writer->machine);
	int *order = dkis_alloc(((size_t) n_steps + 1) * sizeof(int));
	int *heights = dkis_alloc(((size_t) n_steps + 1) * sizeof(int));
	int room;

	memset(heights, 0, ((size_t) n_steps + 1) * sizeof(int));
	choose_form_lanes(writer, order);
	form_make(&writer->form, writer->machine, order, writer->lanes.of, writer->lanes.names.n,
			  heights);
	room = PAGE_WIDTH - NUMBER_WIDTH - writer->form.width;
	if (room < LEAST_WORDS)
		room = LEAST_WORDS;
	writer->width = NUMBER_WIDTH + writer->form.width;
	share_room(writer, room);
	for (int i = 0; i < N_WORDS; i++)
		writer->width += writer->words[i];
	for (int i = 0; i < n_steps; i++)
		heights[i] = words_height(writer, &writer->notes->steps[i]);
	form_free(&writer->form);
	form_make(&writer->form, writer->machine, order, writer->lanes.of, writer->lanes.names.n,
			  heights);
	dkis_free(order);
	dkis_free(heights);
}

void
form_html(const Machine *machine, const FormNotes *notes, DkisText *text)
{
	Writer writer = {.text = text, .machine = machine, .notes = notes};

	lay_out_form(&writer);
	put_markup(&writer,
			   "<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"id\">\n"
			   "<head><meta charset=\"utf-8\"/><meta name=\"viewport\" "
			   "content=\"width=device-width\"/><title>");
	xml_write_string(text, notes->name);
	dkis_text_printf(text, "</title><style>%s</style></head>\n<body style=\"max-width:%dpx\">\n",
					 style, PAGE_WIDTH);
	if (notes->draft)
	{
		put_markup(&writer, "<p class=\"rancangan\">");
		xml_write_string(text, notes->draft);
		put_markup(&writer, "</p>\n");
	}
	put_header(&writer);
	put_table(&writer);
	put_form_legend(&writer);
	put_markup(&writer, "</body></html>\n");
	form_free(&writer.form);
	lanes_free(&writer.lanes);
}
