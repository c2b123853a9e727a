"""The office that the year is played in: who works there, what they may be asked, how
they behave. Nothing here knows what dkis makes of it. See docs/reliability.md."""
import datetime
import random

ORGANISATIONS = ["dkis", "dinkes", "psc-119", "dpkp", "satpol-pp", "bpbd", "kesbangpol"]

# login: performers that the person is a member of, for cases of every organisation
CENTRAL = {
    "kadis": ["kadis", "pimpinan", "pimpinan_admin"], "sekdis": ["sekdis"], "kasubag": ["kasubag_umum"],
    "teknisi": ["tim_lapangan", "tim_teknis"], "kabid": ["kabid_pikp", "bidang_pikp"],
    "plip": ["subkoor_plip"], "mitra": ["subkoor_kemitraan"], "pip": ["subkoor_pip"],
    "redaksi": ["tim_redaksi"], "pelaksana": ["pelaksana", "petugas"], "staf": ["staf"],
    "admin_instansi": ["admin_instansi"], "spv": ["spv"], "juru_panggil": ["call_taker"], "operator": ["dispatcher"],
    "atasan": ["atasan_ppid"], "ppid": ["ppid"], "loket_a": ["petugas_ppid"], "loket_b": ["petugas_ppid"],
    "sekretariat": ["sekretariat_ppid", "tim_fasilitasi"], "penghubung_kota": ["pejabat_penghubung", "ppid_pelaksana"],
}
# login prefix: performers, for the cases of one organisation
OF_EACH = {"penghubung": ["pejabat_penghubung", "ppid_pelaksana"], "kepala": ["pimpinan_skpd", "eselon_skpd"]}
DISPATCHERS = ("spv", "juru_panggil", "operator")

CHANNELS = ["SP4N-LAPOR!", "SIKAPRI", "WhatsApp", "loket", None] * 3 + ["latihan"]
KINDS = ["perorangan", "perorangan", "perorangan", "profesi", "kelompok", "badan publik"]
GROUNDS = ["pengecualian", "berkala tidak disediakan", "tidak ditanggapi", "tidak sebagaimana diminta", "tidak dipenuhi",
           "biaya tidak wajar", "melebihi waktu"]
REFUSALS = ["Daftar Informasi yang Dikecualikan nomor 3", "belum tersedia"]
CALLS = ["prank"] * 8 + ["ghost"] * 3 + ["informasi", "informasi", "putus", "salah sambung", "non darurat"] + ["darurat"] * 3
CATEGORIES = ["kesehatan", "kesehatan", "kesehatan", "kecelakaan", "kebakaran", "bencana alam", "keamanan", "lainnya"]

# sop: cases a day in a city of this size
ARRIVALS = {
    "pengaduan-sikapri": 1.3, "permohonan-informasi": 0.8, "konferensi-pers": 0.1, "konten-informasi": 0.15,
    "penerbitan-berita": 0.15, "sarpras-ccc": 0.06, "alat-komunikasi": 0.04, "jaringan-tik": 0.06, "aplikasi-112": 0.03,
    "daftar-informasi-publik": 0.02, "uji-konsekuensi": 0.05, "pemetaan-kim": 0.08, "keberatan-informasi": 0.04,
    "sengketa-informasi": 0.02, "festival-milm-kampung": 0.02,
}
ENTRIES = {"uji-konsekuensi": ["permohonan", "usulan"], "festival-milm-kampung": ["festival", "peserta"]}
CITIZENS = ("pengaduan-sikapri", "permohonan-informasi", "keberatan-informasi", "sengketa-informasi", "pemetaan-kim")


def staff():
    """login, performer, organisation (None: all)."""
    for login, performers in CENTRAL.items():
        for performer in performers:
            yield login, performer, None
    for organisation in ORGANISATIONS:
        for prefix, performers in OF_EACH.items():
            for performer in performers:
                yield f"{prefix}_{organisation.replace('-', '_')}", performer, organisation


def chance(step, slow):
    """How likely a step is done at one sitting."""
    sla = step["sla"]
    if step["external"]:
        return 0.1
    likely = 0.55 if sla == "-" else 0.75 if "menit" in sla or "jam" in sla else 0.4 if sla.startswith(("1 hari", "2 hari", "3 hari", "0 hari")) else 0.13
    return likely * (0.12 if slow else 1)


def outcome(pick, step):
    """One that the flow knows, mostly the one that goes on; never the silence of somebody who is waited for."""
    known = [o for o in step["outcomes"] if o != step["wait_outcome"]]
    if not known:
        return None
    if len(known) > 1 and pick.random() < 0.5:
        return pick.choice(known)
    return known[0]


def value(pick, field):
    if field["name"] == "alasan_keberatan":
        return pick.choice(GROUNDS)
    if field["type"] == "pengecualian":
        return pick.choice(REFUSALS)
    return {"teks": f"{field['name']} {pick.randint(1, 99)}", "bilangan": pick.randint(1, 90), "ya/tidak": pick.random() < 0.5,
            "tanggal": str(datetime.date(2025, 1, 1) + datetime.timedelta(pick.randint(0, 300))),
            "organisasi": pick.choice(ORGANISATIONS)}[field["type"]]


def poisson(pick, mean):
    n, left = 0, pick.expovariate(1)
    while left < mean:
        n, left = n + 1, left + pick.expovariate(1)
    return n


def holidays(year):
    """What is decreed while the year runs: when it is entered, what; None: withdrawn."""
    day = datetime.date
    return [(day(year, 2, 13), day(year, 2, 24), "libur daerah", "Hari Jadi Kota", "Perwali 5"),
            (day(year, 3, 10), day(year, 3, 27), "cuti bersama", "Cuti bersama tambahan", "SKB tambahan"),
            (day(year, 5, 5), day(year, 5, 10), "hari kerja khusus", "Pengganti", "SE 12"),
            (day(year, 8, 7), day(year, 8, 18), "cuti bersama", "Hari Kemerdekaan", "SKB 933"),
            (day(year, 10, 6), day(year, 10, 20), "libur daerah", "Pemungutan suara ulang", "Keppres 9"),
            (day(year, 10, 13), day(year, 10, 20), None, "Pemungutan suara ulang", None)]


def place(pick):
    return "-6.%05d, 108.%05d" % (pick.randint(70000, 76500), pick.randint(53500, 57500))


def picker(seed, what):
    return random.Random(f"{seed} {what}")
