#!/bin/sh
# How long after statement_timeout does a statement go on? What takes long is begun on
# inputs that are large, with a timeout of TIMEOUT (100) milliseconds; the longest
# overshoot is shown, and one of more than ALLOWED (100) fails. Cases: CASES (20000).
#
# Part of make torture: the figures are of a machine that does nothing else.
set -eu
cd "$(dirname "$0")/../.."
timeout=${TIMEOUT:-100}
allowed=${ALLOWED:-100}
work=build/timeouts
mkdir -p "$work"
test/packages.sh
trap 'test/cluster.sh stop' EXIT
trap 'exit 143' HUP INT TERM

test/cluster.sh psql -Xq -v ON_ERROR_STOP=1 -v cases="${CASES:-20000}" >"$work/city" 2>&1 <<'SQL' || { cat "$work/city" >&2; exit 1; }
SET client_min_messages = error;
CREATE DATABASE waktu TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C';
\c waktu
SET client_min_messages = error;
CREATE EXTENSION dkis CASCADE;
SELECT count(*) FROM dkis.load_cirebon();
INSERT INTO dkis.cases (sop, title) SELECT 'konferensi-pers', 'Kasus ' || n FROM generate_series(1, :cases) n;
UPDATE dkis.case_steps SET outcome = 'Selesai' WHERE step = '1' AND finished_at IS NULL AND case_id % 2 = 0;
INSERT INTO dkis.cases (sop, title, class, received_at) SELECT '13', 'Pengaduan ' || n, 'ringan', now() - interval '20 days' FROM generate_series(1, :cases / 4) n;
SELECT dkis.seal();
CREATE TABLE notes AS SELECT dkis.checkpoint() AS note, (SELECT jsonb_agg(h) FROM dkis.audit_heads AS h) AS heads;
INSERT INTO dkis.cases (sop, title) SELECT 'konferensi-pers', 'Sesudah nota ' || n FROM generate_series(1, :cases) n;
CREATE TABLE big (what text PRIMARY KEY, value text);
ALTER TABLE big ALTER value SET STORAGE EXTERNAL;
INSERT INTO big SELECT 'row', 'start -> s0; ' || string_agg(format('s%s -> s%s', n, n + 1), '; ' ORDER BY n) || '; s4000 -> end' FROM generate_series(0, 3999) n;
INSERT INTO big SELECT 'wide', 'start -> ' || string_agg('a' || n, ' & ' ORDER BY n) || '; ' || string_agg(format('a%s [x] -> b%s; a%s [y] -> c%s; c%s -> b%s', n, n, n, n, n, n), '; ' ORDER BY n)
  || '; ' || string_agg('b' || n, ' & ' ORDER BY n) || ' -> z; z -> end' FROM generate_series(1, 24) n;
INSERT INTO big SELECT 'tangle', 'start -> t0; ' || string_agg(format('t%s [a] -> t%s; t%s [b] -> t%s; t%s [c] -> t%s', n, n + 1, n, (n * 7 + 3) % 1500, n, (n * 13 + 1) % 1500), '; ' ORDER BY n) || '; t1500 -> end' FROM generate_series(0, 1499) n;
INSERT INTO big SELECT 'xes', '<log>' || string_agg('<trace><string key="concept:name" value="' || n || '"/>' || repeat('<event><string key="concept:name" value="1"/><string key="outcome" value="Selesai"/></event>', 10) || '</trace>', '') || '</log>' FROM generate_series(1, 4000) n;
INSERT INTO big SELECT 'long log', '<log><trace>' || string_agg('<event><string key="concept:name" value="' || 'b' || n % 25 || '"/></event>', '') || '</trace></log>' FROM generate_series(1, 20000) n;
INSERT INTO big SELECT 'bpmn', dkis.to_bpmn(value::dkis.state_machine)::text FROM big WHERE what = 'row';
INSERT INTO big SELECT 'pnml', dkis.to_pnml(value::dkis.state_machine)::text FROM big WHERE what = 'tangle';
INSERT INTO big SELECT 'holidays', E'day,name\n' || string_agg(format('%s,Libur %s', date '1950-01-01' + n, n), E'\n') FROM generate_series(0, 49999) n;
INSERT INTO big SELECT 'ics', E'BEGIN:VCALENDAR\r\n' || string_agg(format(E'BEGIN:VEVENT\r\nUID:%s\r\nDTSTART;VALUE=DATE:%s\r\nSUMMARY:Libur %s\r\nEND:VEVENT\r\n', n, to_char(date '1950-01-01' + n, 'YYYYMMDD'), n), '') || E'END:VCALENDAR\r\n' FROM generate_series(0, 29999) n;
INSERT INTO big SELECT 'csv', E'sop,judul\n' || string_agg('konferensi-pers,Lama ' || n, E'\n') FROM generate_series(1, 20000) n;
CREATE TABLE logs AS SELECT value::xml AS document FROM big WHERE what = 'xes'; -- read by PostgreSQL once, before
ANALYZE;
SQL

# A name, a tab, a statement; what is large stands in big.
cat >"$work/statements" <<'SQL'
open many cases	INSERT INTO dkis.cases (sop, title) SELECT 'konferensi-pers', 'x' FROM generate_series(1, 100000)
finish many steps	UPDATE dkis.case_steps SET outcome = 'Selesai' WHERE finished_at IS NULL
finish many, seen	UPDATE dkis.case_steps SET outcome = 'Selesai' WHERE finished_at IS NULL RETURNING *
hold many	SELECT dkis.hold_case(id, 'x') FROM dkis.cases WHERE status = 'berjalan'
cancel many	SELECT dkis.cancel_case(id, 'x') FROM dkis.cases WHERE status = 'berjalan'
a decree	INSERT INTO dkis.holidays (calendar, day, kind, name) SELECT 'kantor', current_date + 1, 'libur daerah', 'Uji'
count again	UPDATE dkis.calendars SET note = note
escalate	CALL dkis.escalate()
escalate a year on	CALL dkis.escalate(now() + interval '1 year', 1000000)
seal	SELECT dkis.seal()
verify_all	SELECT count(*) FROM dkis.verify_all()
compare_note	SELECT count(*) FROM notes, dkis.compare_note(note)
compare_heads	SELECT count(*) FROM notes, dkis.compare_heads(heads)
checkpoint	SELECT dkis.checkpoint() FROM generate_series(1, 1000)
parse a row of 4000	SELECT sum(length(value::dkis.state_machine::text)) FROM big, generate_series(1, 200) WHERE what = 'row'
is it sound, wide	SELECT dkis.is_sound(value::dkis.state_machine) FROM big WHERE what = 'wide'
why, wide	SELECT count(*) FROM big, dkis.soundness(value::dkis.state_machine) WHERE what = 'wide'
is it sound, tangle	SELECT dkis.is_sound(value::dkis.state_machine) FROM big WHERE what = 'tangle'
why, tangle	SELECT count(*) FROM big, dkis.soundness(value::dkis.state_machine) WHERE what = 'tangle'
reachable, wide	SELECT count(*) FROM big, dkis.reachable_outcomes(value::dkis.state_machine) WHERE what = 'wide'
loops, tangle	SELECT count(*) FROM big, dkis.loops(value::dkis.state_machine) WHERE what = 'tangle'
to_bpmn, row	SELECT length(dkis.to_bpmn(value::dkis.state_machine)::text) FROM big WHERE what = 'row'
to_bpmn, tangle	SELECT length(dkis.to_bpmn(value::dkis.state_machine)::text) FROM big WHERE what = 'tangle'
to_dot, tangle	SELECT sum(length(dkis.to_dot(value::dkis.state_machine))) FROM big, generate_series(1, 100) WHERE what = 'tangle'
to_pnml, tangle	SELECT sum(length(dkis.to_pnml(value::dkis.state_machine)::text)) FROM big, generate_series(1, 100) WHERE what = 'tangle'
from_bpmn	SELECT dkis.from_bpmn(value) FROM big WHERE what = 'bpmn'
from_pnml	SELECT dkis.from_pnml(value) FROM big WHERE what = 'pnml'
from_xes	SELECT count(*) FROM big, dkis.from_xes(value) WHERE what = 'xes'
conformance of a file	SELECT count(*) FROM logs, dkis.conformance('13', document)
fitness, wide	SELECT dkis.fitness(m.value::dkis.state_machine, 'b' || n % 25, 'Selesai' ORDER BY n) FROM big m, generate_series(1, 20000) n WHERE m.what = 'wide'
deviations, tangle	SELECT dkis.deviations(m.value::dkis.state_machine, 't' || n % 1500, 'a' ORDER BY n) FROM big m, generate_series(1, 3000) n WHERE m.what = 'tangle'
conformance of all	SELECT count(*) FROM dkis.conformance('konferensi-pers')
load_holidays	SELECT count(*) FROM big b, dkis.load_holidays(b.value, 'kantor') WHERE b.what = 'holidays'
load_holidays_ics	SELECT count(*) FROM big b, dkis.load_holidays_ics(b.value, 'kantor') WHERE b.what = 'ics'
load_cases	SELECT count(*) FROM big b, dkis.load_cases(b.value) WHERE b.what = 'csv'
explain_due	SELECT count(*) FROM generate_series(1, 100), dkis.explain_due('1950-01-01', '3000 bulan', 'kantor')
workdays	SELECT count(*) FROM dkis.workdays('[1900-01-01,2200-12-31)', 'kantor') a, dkis.workdays('[1900-01-01,2200-12-31)', 'kantor') b
locate long texts	SELECT count(dkis.locate(repeat('jalan ', 3000) || E'\n-6.7320, 108.55' || n)) FROM generate_series(1, 10000) n
locate many pieces	SELECT count(dkis.locate(repeat(E'6,7 108,5 jalan\n', 900) || E'\n-6.7320, 108.55' || n)) FROM generate_series(1, 10000) n
work list	planned: SELECT count(*) FROM dkis_report.daftar_tugas a, dkis_report.daftar_tugas b
compliance	planned: SELECT * FROM dkis_report.kepatuhan_sla, generate_series(1, 100)
legal report	planned: SELECT * FROM dkis_report.laporan_ppid, generate_series(1, 100)
refresh_reports	SELECT dkis.refresh_reports(60, true)
check_definitions	SELECT count(*) FROM generate_series(1, 50), dkis.check_definitions()
SQL

tab=$(printf '\t')
{
  printf '\\c waktu\nSET client_min_messages = error;\nSET jit = off;\nSET statement_timeout = %s;\n\\set VERBOSITY sqlstate\n\\timing on\n\\o /dev/null\n' "$timeout"
  while IFS=$tab read -r name statement; do
    # PostgreSQL's planner and its JIT heed no cancel; what is asked is how long the work goes on
    case $statement in
      planned:*)
        printf 'SET statement_timeout = 0;\nSET plan_cache_mode = force_generic_plan;\nPREPARE planned AS %s;\nEXPLAIN EXECUTE planned;\nSET statement_timeout = %s;\n' "${statement#planned: }" "$timeout"
        statement="EXECUTE planned" ;;
    esac
    printf '\\echo @%s\nBEGIN;\n\\echo >\n%s;\n\\echo <\nROLLBACK;\n' "$name" "$statement"
    [ "$statement" != "EXECUTE planned" ] || printf 'DEALLOCATE planned;\n'
  done <"$work/statements"
} >"$work/script"
test/cluster.sh psql -Xq -f - <"$work/script" >"$work/out" 2>&1 || true
awk -v timeout="$timeout" -v allowed="$allowed" '
  /^@/ { name = substr($0, 2); state = "" }
  /^>/ { inside = 1 }
  /^</ { inside = 0 }
  inside && /ERROR:/ { sub(/.*ERROR: +/, ""); state = $1 }
  inside && /^Time:/ { over = $2 - timeout
    if (state == "57014") { n++; if (over > worst) { worst = over; which = name } printf "%-24s %7.1f ms over\n", name, over; if (over > allowed) late++ }
    else if (state == "") printf "%-24s done in %.1f ms\n", name, $2
    else { printf "%-24s refused: %s after %.1f ms\n", name, state, $2; if ($2 > timeout + allowed) late++ } }
  /server closed the connection/ { died++ }
  END { printf "%d statements stopped by statement_timeout; the longest went on for %.1f ms (%s)\n", n, worst, which; exit late + died > 0 }' "$work/out"
