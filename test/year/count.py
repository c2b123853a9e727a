"""The slow count: every report that the law asks for, made from exported rows alone
(events, base tables, calendars), with an arithmetic of working days of its own. It
reads what happened one case at a time, as a clerk with a calendar on the wall would.

What is decreed while the year runs is known with the instant at which it was entered:
a deadline that was met is judged by the calendar as it then was.
"""
import collections
import datetime
import fractions
import re

DAY = datetime.timedelta(1)
MINUTE = datetime.timedelta(minutes=1)


# ---- rows -------------------------------------------------------------------------

def keyed(rows):
    """By their key, the first column; instants as instants."""
    found = {}
    for row in rows:
        key = next(iter(row.values()))
        assert key not in found, f"twice: {key}"
        found[key] = {name: instant(value) for name, value in row.items()}
    return found


def instant(value):
    if isinstance(value, str) and re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d", value):
        return datetime.datetime.fromisoformat(value).astimezone(datetime.timezone.utc)
    return value


def same(a, b):
    if isinstance(a, (int, float)) and isinstance(b, (int, float)) and not isinstance(a, bool):
        return abs(a - b) < 1e-6
    return a == b


def differences(reported, counted):
    found = [f"{key}: reported {reported.get(key)}, counted {counted.get(key)}" for key in sorted(set(reported) ^ set(counted), key=str)]
    for key in sorted(set(reported) & set(counted), key=str):
        apart = {n: (v, counted[key].get(n)) for n, v in reported[key].items() if not same(v, counted[key].get(n))}
        if apart:
            found.append(f"{key}: " + ", ".join(f"{n} reported {a}, counted {b}" for n, (a, b) in apart.items()))
    return found


def rounded(number, digits):
    """Half away from zero, as PostgreSQL's numeric."""
    scaled = fractions.Fraction(number) * 10 ** digits
    whole = abs(scaled) + fractions.Fraction(1, 2)
    return float(fractions.Fraction(whole.numerator // whole.denominator, 10 ** digits)) * (1 if scaled >= 0 else -1)


def percentile(numbers, part):
    """As percentile_cont."""
    if not numbers:
        return None
    numbers = sorted(numbers)
    place = (len(numbers) - 1) * part
    low = int(place)
    high = min(low + 1, len(numbers) - 1)
    return numbers[low] + (numbers[high] - numbers[low]) * (place - low)


# ---- working time ----------------------------------------------------------------------

class Calendar:
    def __init__(self, kind, hours, holidays, joint_leave_is_work, zone):
        self.always, self.zone = kind == "24 jam", zone
        self.hours = hours  # (first or None, last or None, weekday, opens, closes)
        self.closed = {h["day"] for h in holidays if h["kind"] in ("libur nasional", "libur daerah") or (h["kind"] == "cuti bersama" and not joint_leave_is_work)}
        self.special = {h["day"] for h in holidays if h["kind"] == "hari kerja khusus"}
        self.known = {}

    def set_of(self, day, weekday):
        sets = collections.defaultdict(list)
        for first, last, its, opens, closes in self.hours:
            if (first is None or first <= day) and (last is None or day < last):
                sets[first, last].append((its, opens, closes))
        if not sets:
            return []
        narrowest = min(sets, key=lambda s: (s[1] - s[0]).days if s[0] and s[1] else 10 ** 6)
        return [(o, c) for its, o, c in sets[narrowest] if its == weekday]

    def spans(self, day):
        if day not in self.known:
            at = lambda time: datetime.datetime.combine(day, time, self.zone)
            if self.always:
                found = [(at(datetime.time()), datetime.datetime.combine(day + DAY, datetime.time(), self.zone))]
            elif str(day) in self.special:
                found = [(at(o), at(c)) for o, c in self.set_of(day, day.isoweekday()) or self.set_of(day, 1)]
            elif str(day) in self.closed:
                found = []
            else:
                found = [(at(o), at(c)) for o, c in self.set_of(day, day.isoweekday())]
            self.known[day] = sorted(found)
        return self.known[day]

    def works(self, day):
        return bool(self.spans(day))

    def close(self, day):
        return self.spans(day)[-1][1]

    def date(self, moment):
        return moment.astimezone(self.zone).date()

    def worked_from(self, day):
        while not self.works(day):
            day += DAY
        return day

    def after(self, day, n):
        for _ in range(n):
            day = self.worked_from(day + DAY)
        return day

    def between(self, a, b):
        """Working days after a, up to b."""
        return sum(self.works(a + n * DAY) for n in range(1, (b - a).days + 1))

    def work_on(self, moment, minutes):
        left = minutes * MINUTE
        if not left:
            return moment
        day = self.date(moment) - DAY
        while True:
            for opens, closes in self.spans(day):
                start = max(opens, moment)
                if start < closes:
                    if start + left <= closes:
                        return start + left
                    left -= closes - start
            day += DAY

    def worked(self, a, b):
        total, day = datetime.timedelta(), self.date(a) - DAY
        while day <= self.date(b):
            for opens, closes in self.spans(day):
                total += max(datetime.timedelta(), min(closes, b) - max(opens, a))
            day += DAY
        return total

    def ending_day(self, moment):
        before = self.date(moment - datetime.timedelta(microseconds=1))
        return before if self.works(before) and self.close(before) == moment else self.date(moment)

    def count(self, start, day, n, unit):
        if unit in ("menit", "jam"):
            return self.work_on(start, n * (60 if unit == "jam" else 1))
        if self.always:
            assert unit in ("hari", "hari kerja") and n
            return start + n * DAY
        if unit == "bulan":
            raise NotImplementedError(unit)
        day = self.worked_from(day + n * DAY) if unit == "hari" else self.after(day, n) if n else self.worked_from(day)
        if self.close(day) <= start:
            day = self.worked_from(day + DAY)
        return self.close(day)

    def due(self, start, sla, extended=None, holds=()):
        """The standard, then holds as they end and the extension as it is taken."""
        part = re.fullmatch(r"(?:\d+-)?(\d+) (menit|jam|hari kerja|hari|bulan)(?: \+ (\d+) (menit|jam|hari kerja|hari|bulan))?", sla)
        if not part:
            assert sla == "-", sla
            return None
        n, unit, more, more_unit = part.groups()
        deadline = self.count(start, self.date(start), int(n), unit)
        happened = [(resumed, 1, max(held, start)) for held, resumed in holds if resumed and resumed > start]
        if extended and more:
            happened.append((extended, 2, None))
        for moment, _, since in sorted(happened, key=lambda h: h[:2]):
            if since is None:
                deadline = self.count(deadline, self.ending_day(deadline), int(more), more_unit)
            elif unit in ("menit", "jam") or self.always:
                deadline = self.work_on(deadline, self.worked(since, moment) / MINUTE)
            else:
                day, closes = self.date(since), 0
                while day <= self.date(moment):
                    closes += self.works(day) and since < self.close(day) <= moment
                    day += DAY
                if closes:
                    deadline = self.close(self.after(self.ending_day(deadline), closes))
        return deadline


# ---- everything that was exported ---------------------------------------------------------

class Base:
    def __init__(self, rows, decrees, now, zone):
        get = lambda what, order="id": keyed(rows(f"SELECT json_agg(t ORDER BY {order}) FROM {what} t"))
        self.now, self.zone, self.decrees = now, zone, decrees
        self.cases = get("(SELECT id, register_no, sop, sop_version, class, title, applicant, organisation, channel, data, status, received_at, opened_at, due_at, closed_at,"
                         " parent_case, met_at, extended_at, returns_to FROM dkis_store.cases)")
        self.steps = get("(SELECT id, case_id, step, round, performer, organisation, sla::text, started_at, due_at, extended_at, finished_at, outcome, ended_by, clock_from FROM dkis_store.case_steps)")
        self.events = collections.defaultdict(list)
        for event in get("(SELECT id, case_id, seq, at, recorded_at, event, step, outcome, detail FROM dkis_store.case_events)").values():
            self.events[event["case_id"]].append(event)
        # what was done earlier than it was written down
        self.recorded = {(e["case_id"], e["at"]): e["recorded_at"] for events in self.events.values() for e in events if e["event"] == "langkah selesai"}
        self.holds = collections.defaultdict(list)
        for hold in get("(SELECT id, case_id, held_at, resumed_at FROM dkis_store.case_holds)").values():
            self.holds[hold["case_id"]].append((hold["held_at"], hold["resumed_at"]))
        self.steps_of = collections.defaultdict(list)
        for step in self.steps.values():
            self.steps_of[step["case_id"]].append(step)
        self.surveys = get("dkis_store.surveys")
        self.applicants = get("(SELECT id, kind, name FROM dkis_store.applicants)")
        self.sops = {s["code"]: s for s in get("dkis.sops").values()}
        self.versions = get("(SELECT id, sop, calendar, total_sla::text, total_sla_until, legal_basis FROM dkis.sop_versions)")
        self.defined = {(s["sop_version"], s["step"]): s for s in get("(SELECT id, sop_version, step, activity, performer, sla_kind, wait_outcome FROM dkis.sop_steps)").values()}
        self.external = {p["code"] for p in get("dkis.performers").values() if p["external"]}
        self.performers = {p["code"]: p["name"] for p in get("dkis.performers").values()}
        self.links = get("(SELECT id, from_sop, step, outcome, to_sop, mode, on_late, stands::text, stands_from FROM dkis.sop_links)")
        self.rights = {}  # (sop, step, sop that may follow): in the law's words, its article
        if rows("SELECT to_json(to_regclass('dkis.sop_rights') IS NOT NULL)"):
            self.rights = {(r["sop"], r["step"], r["to_sop"]): (r["words"], r["basis"]) for r in get("dkis.sop_rights").values()}
        self.measures = list(get("dkis.report_measures").values())
        self.targets = get("(SELECT id, sop, measure, class, target::text, basis FROM dkis.sop_targets)")
        self.holidays = list(get("dkis_store.holidays").values())
        self.hours = list(get("(SELECT id, calendar, lower(valid) AS first, upper(valid) AS last, weekday, opens, closes FROM dkis_store.calendar_hours)").values())
        self.kinds = {c["code"]: c for c in get("dkis_store.calendars").values()}
        self.calls = get("(SELECT id, received_at, answered_at, ended_at, kind, incident_id, exercise FROM dkis_store.calls)")
        self.incidents = get("(SELECT id, category, area, in_city, call_id, reported_at FROM dkis.incidents)")
        self.arrived = collections.defaultdict(list)
        for sent in get("(SELECT id, incident_id, on_scene_at FROM dkis_store.dispatches)").values():
            if sent["on_scene_at"]:
                self.arrived[sent["incident_id"]].append(sent["on_scene_at"])
        self.areas = {a["code"]: a for a in get("(SELECT id, code, parent, level, name FROM dkis.areas)").values()}
        self.false_kinds = {k["kind"] for k in get("dkis.call_kinds").values() if k["may_block"]}
        self.shifts = sorted(get("dkis.shift_hours").values(), key=lambda h: h["from_hour"])
        self.answer_target = next(t["seconds"] for t in get("dkis.response_targets").values() if t["measure"] == "jawab" and t["category"] is None)
        self.agency = rows("SELECT to_json(dkis.agency())")
        self.calendars = {}

    def calendar(self, code, known_at=None):
        """As it was known at that instant; None: as it is now."""
        later = [d for d in self.decrees if known_at and d[0] > known_at] if code == "kantor" else []
        if (code, len(later)) not in self.calendars:
            days = [h for h in self.holidays if h["calendar"] == code]
            for _, day, kind, name in reversed(later):
                if kind:
                    days = [h for h in days if (h["day"], h["name"]) != (day, name)]
                else:
                    days.append({"day": day, "name": name, "kind": next(d[2] for d in self.decrees if d[1] == day and d[3] == name and d[2])})
            date, time = datetime.date.fromisoformat, datetime.time.fromisoformat
            hours = [(h["first"] and date(h["first"]), h["last"] and date(h["last"]), h["weekday"], time(h["opens"]), time(h["closes"])) for h in self.hours if h["calendar"] == code]
            self.calendars[code, len(later)] = Calendar(self.kinds[code]["kind"], hours, days, self.kinds[code]["joint_leave_is_work"], self.zone)
        return self.calendars[code, len(later)]

    def of_case(self, case, known_at=None):
        return self.calendar(self.versions[case["sop_version"]]["calendar"], known_at)

    def date(self, moment):
        return moment.astimezone(self.zone).date()

    def finishes(self, case):
        """Each finish of the history that stands."""
        back = {e["detail"].get("peristiwa") for e in self.events[case["id"]] if e["event"] in ("penyelesaian ditarik", "dibuka kembali")}
        return [e for e in self.events[case["id"]] if e["event"] == "langkah selesai" and e["seq"] not in back]

    def closing(self, case):
        """How and when it ended, if it did and was not opened again."""
        last = None
        for e in self.events[case["id"]]:
            if e["event"] in ("ditutup", "dibatalkan"):
                last = ("selesai" if e["event"] == "ditutup" else "batal", e["at"])
            elif e["event"] == "dibuka kembali":
                last = None
        return last or ("berjalan", None)

    def held_since(self, case):
        """Since when its clock stands still: held now, or cancelled while held."""
        status, closed = self.closing(case)
        open_ = [held for held, resumed in self.holds[case["id"]] if resumed is None or (status == "batal" and resumed == closed)]
        return max(open_) if open_ else None

    def holds_until(self, case, moment):
        """Those that were over by then: what comes later moves no deadline that was met."""
        return [(held, resumed) for held, resumed in self.holds[case["id"]] if resumed and resumed <= moment]

    def due_of_case(self, case):
        known_at = self.recorded.get((case["id"], case["met_at"])) or case["met_at"] or case["closed_at"] or self.now
        return self.of_case(case, known_at).due(case["received_at"], self.versions[case["sop_version"]]["total_sla"], case["extended_at"], self.holds_until(case, known_at))

    def due_of_step(self, case, step):
        known_at = self.recorded.get((case["id"], step["finished_at"])) or step["finished_at"] or self.now
        return self.of_case(case, known_at).due(step["clock_from"], step["sla"], step["extended_at"], self.holds_until(case, known_at))


def words(text):
    return " ".join(text.lower().split())


def month(day):
    return day.replace(day=1)


def periods(day):
    return (("bulan", month(day)), ("semester", day.replace(month=1 if day.month < 7 else 7, day=1)), ("tahun", day.replace(month=1, day=1)))


# ---- what the legal reports count ------------------------------------------------------------

def happened(base, measure, case):
    """When what is measured first happened to the case."""
    if measure["step"] is None:
        if measure["outcome"] is None:
            return case["received_at"]
        status, moment = base.closing(case)
        return moment if status == measure["outcome"] else None
    times = [e["at"] for e in base.finishes(case) if e["step"] == measure["step"] and (measure["outcome"] is None or words(e["outcome"]) == words(measure["outcome"]))]
    return min(times, default=None)


def measured(base):
    """(report, measure, case): once, when it first happened, on which working day after the receipt, whether late."""
    found = {}
    for measure in base.measures:
        for case in base.cases.values():
            moment = happened(base, measure, case) if case["sop"] == measure["sop"] and case["channel"] != "latihan" else None
            key = (measure["report"], measure["measure"], case["id"])
            if moment is None or (key in found and found[key]["at"] <= moment):
                continue
            due = base.due_of_case(case)
            reason = case["data"].get(measure.get("field") or "") or None
            found[key] = {"case": case, "at": moment, "day": base.date(moment), "late": bool(measure["step"] and due and moment > due), "reason": reason and reason.strip() or None,
                          "extended": bool(measure["step"] and case["extended_at"] and case["extended_at"] <= moment),
                          "days": base.of_case(case).between(base.date(case["received_at"]), base.date(moment)) if measure["step"] else None,
                          "within_3": moment <= base.of_case(case).due(case["received_at"], "3 hari kerja")}
    return found


def known_as(case):
    return case["register_no"] or f"kasus {case['id']}"


def laporan_kasus(base):
    for (report, measure, case_id), m in measured(base).items():
        for kind, begins in periods(m["day"]):
            c = m["case"]
            yield {"id": f"{base.agency}/{report}/{measure}/{kind}/{begins}/{case_id}", "nomor_register": known_as(c), "kanal": c["channel"], "klasifikasi": c["class"],
                   "organisasi": c["organisation"], "jenis_pemohon": c["applicant"] and base.applicants[c["applicant"]]["kind"], "alasan": m["reason"], "saat": m["at"], "hari_kerja": m["days"], "terlambat": m["late"], "diperpanjang": m["extended"]}


def mean(numbers, digits=2):
    return rounded(fractions.Fraction(sum(numbers), len(numbers)), digits) if numbers else None


def begun(base, report):
    """Every period from the first receipt to now."""
    first = min((base.date(c["received_at"]) for c in base.cases.values() if c["sop"] in {m["sop"] for m in base.measures if m["report"] == report}), default=None)
    found, day = {}, first
    while first and day <= base.date(base.now):
        found.update(dict.fromkeys(periods(day)))
        day += DAY
    return list(found)


def ends(kind, begins):
    months = {"bulan": 1, "semester": 6, "tahun": 12}[kind]
    after = begins.month - 1 + months
    return datetime.date(begins.year + after // 12, after % 12 + 1, 1)


def laporan_ppid(base):
    of = collections.defaultdict(list)
    ended = {}
    for (report, measure, case_id), m in measured(base).items():
        if report == "laporan_ppid":
            of[measure].append(m)
            if measure in ("dijawab", "dibatalkan"):
                ended[case_id] = min(ended.get(case_id, m["day"]), m["day"])
    for kind, begins in begun(base, "laporan_ppid"):
        until = ends(kind, begins)
        of_period = {measure: [m for m in all_of if begins <= m["day"] < until] for measure, all_of in of.items()}
        n = lambda measure: len(of_period.get(measure, []))
        answered = of_period.get("dijawab", [])
        yield {"id": f"{base.agency}/{kind}/{begins}", "permohonan": n("permohonan diterima"), "dikabulkan": n("dikabulkan"), "dikabulkan_sebagian": n("dikabulkan sebagian"),
               "ditolak": n("ditolak"), "dijawab": n("dijawab"), "rata_hari_kerja": mean([m["days"] for m in answered]),
               "terlama_hari_kerja": max((m["days"] for m in answered), default=None), "dijawab_terlambat": sum(m["late"] for m in answered),
               "diperpanjang": sum(m["extended"] for m in answered), "dibatalkan": n("dibatalkan"),
               "belum_dijawab": sum(m["day"] < until and not (m["case"]["id"] in ended and ended[m["case"]["id"]] < until) for m in of["permohonan diterima"]),
               "keberatan": n("keberatan"), "keberatan_dikabulkan": n("keberatan dikabulkan"), "keberatan_dikabulkan_sebagian": n("keberatan dikabulkan sebagian"),
               "keberatan_ditolak": n("keberatan ditolak"), "keberatan_dijawab": n("keberatan dijawab"),
               "keberatan_rata_hari_kerja": mean([m["days"] for m in of_period.get("keberatan dijawab", [])]),
               "keberatan_dijawab_terlambat": sum(m["late"] for m in of_period.get("keberatan dijawab", [])), "sengketa": n("sengketa"), "sengketa_selesai": n("sengketa selesai")}


def laporan_alasan(base):
    of = collections.Counter()
    fields = {(m["report"], m["measure"]): m.get("field") for m in base.measures}
    for (report, measure, _), m in measured(base).items():
        if fields[report, measure]:
            for kind, begins in periods(m["day"]):
                of[report, measure, kind, begins, m["reason"]] += 1
    for (report, measure, kind, begins, reason), n in of.items():
        yield {"id": f"{base.agency}/{report}/{measure}/{kind}/{begins}/{reason or '-'}", "alasan": reason, "jumlah": n}


def laporan_lapor(base):
    of = collections.defaultdict(lambda: collections.defaultdict(list))
    for (report, measure, _), m in measured(base).items():
        if report == "laporan_lapor":
            for kind, begins in periods(m["day"]):
                of[kind, begins, m["case"]["channel"], m["case"]["class"], m["case"]["organisation"]][measure].append(m)
    for (kind, begins, *by), found in of.items():
        days = lambda measure: [m["days"] for m in found[measure]]
        yield {"id": "/".join([str(base.agency), kind, str(begins)] + [b or "-" for b in by]), "pengaduan": len(found["pengaduan"]), "diteruskan": len(found["diteruskan"]),
               "rata_hari_kerja_diteruskan": mean(days("diteruskan")), "diteruskan_dalam_3_hari_kerja": sum(m["within_3"] for m in found["diteruskan"]),
               "ditindaklanjuti": len(found["ditindaklanjuti"]), "rata_hari_kerja_tindak_lanjut": mean(days("ditindaklanjuti")),
               "ditanggapi_pelapor": len(found["ditanggapi pelapor"]), "ditutup_tanpa_tanggapan": len(found["tanpa tanggapan"]),
               "selesai": len(found["selesai"]), "dibatalkan": len(found["dibatalkan"])}


def target_sop(base):
    once = measured(base)
    for target_id, target in base.targets.items():
        of = collections.defaultdict(list)
        for (_, measure, _), m in once.items():
            if measure == target["measure"] and m["case"]["sop"] == target["sop"] and target["class"] in (None, m["case"]["class"]):
                for period in periods(m["day"]):
                    of[period].append(m["at"] <= base.of_case(m["case"]).due(m["case"]["received_at"], target["target"]))
        for (kind, begins), kept in of.items():
            yield {"id": f"{target_id}/{kind}/{begins}", "jumlah": len(kept), "memenuhi": sum(kept)}


def grade(index):
    return "A" if index >= 88.31 else "B" if index >= 76.61 else "C" if index >= 65 else "D"


def ikm(base):
    of = collections.defaultdict(list)
    for s in base.surveys.values():
        for kind, begins in periods(base.date(s["answered_at"])):
            of[kind, begins, s["sop"]].append(s)
            of[kind, begins, None].append(s)
    for (kind, begins, sop), answers in of.items():
        sums = [sum(s[f"u{n}"] for s in answers) for n in range(1, 10)]
        index = rounded(fractions.Fraction(sum(sums) * 25, 9 * len(answers)), 2)
        yield {"id": f"{base.agency}/{kind}/{begins}/{sop or '-'}", "responden": len(answers), **{f"u{n + 1}": mean([s[f"u{n + 1}"] for s in answers], 3) for n in range(9)},
               "ikm": index, "mutu": grade(index)}


# ---- how deadlines were kept -------------------------------------------------------------------

def judged(base):
    """(kind, sop, performer, due, done, late, worked) of everything that has a deadline."""
    for case in base.cases.values():
        if case["channel"] == "latihan":
            continue
        held, calendar = base.held_since(case), base.of_case(case)
        status, closed = base.closing(case)
        due = base.due_of_case(case)
        if due and (status != "batal" or case["met_at"]):
            seen = case["met_at"] or held or closed or base.now
            yield "kasus", case["sop"], None, due, bool(case["met_at"]), seen > due, case["met_at"] and calendar.worked(case["received_at"], case["met_at"])
        for step in base.steps_of[case["id"]]:
            due = base.due_of_step(case, step)
            if due and base.defined[case["sop_version"], step["step"]]["sla_kind"] == "batas" and step["performer"] not in base.external and step["ended_by"] != "pembatalan":
                seen = step["finished_at"] or held or base.now
                yield ("langkah", case["sop"], step["performer"], due, bool(step["finished_at"]), seen > due,
                       step["finished_at"] and calendar.worked(step["clock_from"], step["finished_at"]))


def kepatuhan_sla(base):
    of = collections.defaultdict(list)
    for kind, sop, performer, due, done, late, minutes in judged(base):
        if month(base.date(due)) <= base.date(base.now):
            of[sop, month(base.date(due)), kind, performer].append((done, late, None if minutes is None else round(minutes / MINUTE)))
    for (sop, begins, kind, performer), found in of.items():
        kept = sum(done and not late for done, late, _ in found)
        ripe = sum(done or late for done, late, _ in found)
        middle = percentile([m for _, _, m in found if m is not None], 0.5)
        yield {"id": f"{base.agency}/{sop}/{begins:%Y-%m}/{kind}/{performer or ''}", "jumlah": len(found), "tepat_waktu": kept, "terlambat": sum(done and late for done, late, _ in found),
               "terbuka_terlambat": sum(late and not done for done, late, _ in found), "belum_tenggat": len(found) - ripe, "dinilai": ripe,
               "persen_tepat": rounded(fractions.Fraction(100 * kept, ripe), 1) if ripe else None, "median_menit": None if middle is None else rounded(fractions.Fraction(middle), 1)}


def tenggat(base):
    """Every deadline there is, of what is done as of what is open."""
    for case in base.cases.values():
        due = base.due_of_case(case)
        if due:
            yield {"id": f"k{case['id']}", "due_at": due.astimezone(datetime.timezone.utc)}
        for step in base.steps_of[case["id"]]:
            due = step["ended_by"] != "pembatalan" and base.due_of_step(case, step)
            if due:
                yield {"id": f"s{step['id']}", "due_at": due.astimezone(datetime.timezone.utc)}


# ---- what the citizen may do ----------------------------------------------------------------------

def offered(base, case, link):
    """Since when the link's case may follow this one, and until when; None: not."""
    status, closed = base.closing(case)
    finishes = base.finishes(case)
    if status == "batal":
        return None
    if link["on_late"]:
        due = base.due_of_case(case)
        if not due or case["met_at"] or closed or (base.held_since(case) or base.now) <= due:
            return None
        since = due
    elif link["step"] is None:
        if status != "selesai":
            return None
        since = closed
    else:
        last = [e for e in finishes if e["step"] == link["step"]]
        if not last or (link["outcome"] and words(last[-1]["outcome"]) != words(link["outcome"])):
            return None
        since = last[-1]["at"]
    children = [c for c in base.cases.values() if c["parent_case"] == case["id"]]
    if link["to_sop"] == link["from_sop"]:
        if closed:
            return None
    elif any(c["sop"] == link["to_sop"] and base.closing(c)[0] != "batal" and c["opened_at"] >= since for c in children):
        return None
    if any(c["returns_to"] and c["returns_to"] == link["step"] and base.closing(c)[1] == since for c in children):
        return None
    start = max([e["at"] for e in finishes if e["step"] == link["stands_from"]], default=since)
    return since, base.of_case(case).due(start, link["stands"])


def hak_pemohon(base):
    version_of = {v["sop"]: v for v in base.versions.values()}
    for case in base.cases.values():
        name = base.applicants[case["applicant"]]["name"] if case["applicant"] else None

        def row(key, right, source, basis, since, until, step=None, to_sop=None):
            words, article = base.rights.get((case["sop"], step, to_sop), (right, (basis or [None])[0]))
            return {"id": key, "nomor_register": known_as(case), "pemohon": name, "hak": words, "sumber": source, "dasar": article, "sejak": since, "sampai": until,
                    "berlaku": until is None or until > base.now}
        for step in base.steps_of[case["id"]]:
            defined = base.defined[case["sop_version"], step["step"]]
            if not step["finished_at"] and defined["sla_kind"] == "tunggu" and step["performer"] in base.external:
                yield row(f"{step['id']}l", defined["activity"], f"langkah {step['step']}", base.versions[case["sop_version"]]["legal_basis"], step["clock_from"], base.due_of_step(case, step), step=step["step"])
        for link_id, link in base.links.items():
            if link["mode"] == "ditawarkan" and link["from_sop"] == case["sop"]:
                version = version_of[link["to_sop"]]
                window = offered(base, case, link)
                if window and any(d["performer"] in base.external for (v, _), d in base.defined.items() if v == version["id"]):
                    yield row(f"{case['id']}t{link_id}", base.sops[link["to_sop"]]["name"], f"tawaran {link['to_sop']}", version["legal_basis"], *window, to_sop=link["to_sop"])
        if case["applicant"] and not case["met_at"] and not base.closing(case)[1]:
            due = base.due_of_case(case)
            if due:
                yield row(f"{case['id']}k", "dijawab", "tenggat keseluruhan", base.versions[case["sop_version"]]["legal_basis"], case["received_at"], due)


# ---- 112 --------------------------------------------------------------------------------------------

def shift_of(base, moment):
    time = moment.astimezone(base.zone).time()
    for shift in base.shifts:
        begin, end = (datetime.time.fromisoformat(shift[k]) for k in ("from_hour", "until_hour"))
        if begin <= time < end if begin < end else time >= begin or time < end:
            return shift["name"]
    return None


def district(base, incident):
    area = base.areas.get(incident["area"])
    if area:
        return base.areas[area["parent"]]["name"] if area["level"] == "kelurahan" else area["name"]
    return {True: "dalam kota", False: "luar kota", None: "tidak diketahui"}[incident["in_city"]]


def laporan_112(base):
    of = collections.defaultdict(list)
    for call in base.calls.values():
        if call["exercise"]:
            continue
        incident = base.incidents.get(call["incident_id"])
        dimensions = [("semua", "semua"), ("jenis", call["kind"] or "belum dikenali"), ("regu", shift_of(base, call["received_at"]))]
        if incident:
            dimensions += [("kategori", incident["category"]), ("kecamatan", district(base, incident))]
        for kind, begins in periods(base.date(call["received_at"])):
            for dimension, value in dimensions:
                if value:
                    of[kind, begins, dimension, value].append((call, incident))
    for (kind, begins, dimension, value), found in of.items():
        false = sum(c["kind"] in base.false_kinds for c, _ in found)
        answers = [a for a in ((c["answered_at"] - c["received_at"]).total_seconds() for c, _ in found if c["answered_at"]) if a]
        responses = [(min(base.arrived[i["id"]]) - i["reported_at"]).total_seconds() for c, i in found if i and i["call_id"] == c["id"] and base.arrived[i["id"]]]
        yield {"kunci": f"{base.agency}/{kind}/{begins}/{dimension}/{value}", "panggilan": len(found), "insiden": len({i["id"] for _, i in found if i}), "panggilan_palsu": false,
               "palsu_persen": rounded(fractions.Fraction(100 * false, len(found)), 1), "terlepas": sum(not c["answered_at"] and bool(c["ended_at"]) for c, _ in found),
               "jawab_terukur": len(answers), "jawab_median_detik": percentile(answers, 0.5), "jawab_p90_detik": percentile(answers, 0.9),
               "jawab_memenuhi": sum(a <= base.answer_target for a in answers), "tiba_terukur": len(responses),
               "tiba_median_detik": percentile(responses, 0.5), "tiba_p90_detik": percentile(responses, 0.9)}


def of(view, columns, where="true"):
    return f"SELECT json_agg(r) FROM (SELECT {columns} FROM dkis_report.{view} WHERE {where}) r"


# name: (the report as the database gives it, the slow count)
REPORTS = {
    "laporan_kasus": (of("laporan_kasus", "id, nomor_register, kanal, klasifikasi, organisasi, jenis_pemohon, alasan, saat, hari_kerja, terlambat, diperpanjang"), laporan_kasus),
    "laporan_ppid": (of("laporan_ppid", "id, permohonan, dikabulkan, dikabulkan_sebagian, ditolak, dijawab, rata_hari_kerja, terlama_hari_kerja, dijawab_terlambat, diperpanjang, dibatalkan,"
                        " belum_dijawab, keberatan, keberatan_dikabulkan, keberatan_dikabulkan_sebagian, keberatan_ditolak, keberatan_dijawab, keberatan_rata_hari_kerja,"
                        " keberatan_dijawab_terlambat, sengketa, sengketa_selesai"), laporan_ppid),
    "laporan_alasan": (of("laporan_alasan", "id, alasan, jumlah"), laporan_alasan),
    "laporan_lapor": (of("laporan_lapor", "id, pengaduan, diteruskan, rata_hari_kerja_diteruskan, diteruskan_dalam_3_hari_kerja, ditindaklanjuti, rata_hari_kerja_tindak_lanjut,"
                         " ditanggapi_pelapor, ditutup_tanpa_tanggapan, selesai, dibatalkan"), laporan_lapor),
    "target_sop": (of("target_sop", "id, jumlah, memenuhi"), target_sop),
    "ikm": (of("ikm", "id, responden, u1, u2, u3, u4, u5, u6, u7, u8, u9, ikm, mutu"), ikm),
    "kepatuhan_sla": (of("kepatuhan_sla", "id, jumlah, tepat_waktu, terlambat, terbuka_terlambat, belum_tenggat, dinilai, persen_tepat, median_menit"), kepatuhan_sla),
    "hak_pemohon": (of("hak_pemohon", "id, nomor_register, pemohon, hak, sumber, dasar, sejak, sampai, berlaku"), hak_pemohon),
    "laporan_112": (of("laporan_112", "kunci, panggilan, insiden, panggilan_palsu, palsu_persen, terlepas, jawab_terukur, jawab_median_detik, jawab_p90_detik, jawab_memenuhi, tiba_terukur,"
                       " tiba_median_detik, tiba_p90_detik"), laporan_112),
}
# beside the reports: every deadline, of what is done too
REPORTS["deadlines"] = ("SELECT json_agg(d) FROM (SELECT 'k' || id AS id, due_at FROM dkis_store.cases WHERE due_at IS NOT NULL UNION ALL"
                        " SELECT 's' || id, due_at FROM dkis_store.case_steps WHERE due_at IS NOT NULL AND ended_by IS DISTINCT FROM 'pembatalan') d", tenggat)
AS_OF = ("laporan_kasus", "laporan_ppid", "laporan_alasan", "laporan_lapor", "target_sop", "ikm")

# ---- beside the reports ------------------------------------------------------------------------------
CHECKS = {
    # of a step that each organisation does, a row for each
    "steps there twice, or missing": """SELECT format('%s: %s, open %s', c.id, c.marking, s.open) FROM dkis_store.cases c CROSS JOIN LATERAL
        (SELECT coalesce(array_agg(DISTINCT s.step), '{}') AS open FROM dkis_store.case_steps s WHERE s.case_id = c.id AND s.finished_at IS NULL) s
        WHERE s.open IS DISTINCT FROM CASE WHEN c.closed_at IS NULL THEN ARRAY(SELECT a FROM unnest(dkis.active_steps(c.marking)) a ORDER BY a) ELSE '{}' END
        UNION ALL SELECT format('%s %s: rounds %s', x.case_id, x.step, array_agg(x.round ORDER BY x.round)) FROM (
          SELECT s.case_id, s.step, s.round, CASE WHEN d.each_organisation IS NOT NULL THEN s.organisation END AS organisation FROM dkis_store.case_steps s
          JOIN dkis_store.cases c ON c.id = s.case_id JOIN dkis.sop_steps d ON d.sop_version = c.sop_version AND d.step = s.step) x
        GROUP BY x.case_id, x.step, x.organisation HAVING max(x.round) <> count(*)""",
    "told of a held case": """SELECT n.id, n.kind FROM dkis.notifications n JOIN dkis_store.case_holds h ON h.case_id = n.case_id AND n.created_at > h.held_at AND n.created_at < h.resumed_at
        WHERE n.kind = ANY ('{tugas baru,pengingat,eskalasi}')""",
    "told twice in one run": """SELECT n.created_at, n.case_id, n.step, n.performer, n.applicant, count(*) FROM dkis.notifications n WHERE n.case_id IS NOT NULL AND n.kind = ANY ('{tugas baru,pengingat,eskalasi}')
        GROUP BY n.created_at, n.case_id, n.step, n.performer, n.organisation, n.applicant HAVING count(*) > 1""",
    "told again of what was told": """SELECT n.case_id, n.kind, n.applicant, count(*) FROM dkis.notifications n JOIN dkis_store.cases c ON c.id = n.case_id WHERE n.kind = ANY ('{tanda bukti,pembatalan,penutupan,jawaban}')
        GROUP BY n.case_id, n.kind, n.applicant HAVING count(*) > 1 + (SELECT count(*) FROM dkis_store.case_events e WHERE e.case_id = n.case_id AND e.event = ANY ('{penyelesaian ditarik,dibuka kembali}'))""",
    "a right that lapses told more than once": """SELECT case_id, step, subject, body FROM dkis.notifications WHERE kind = 'hak akan lewat' GROUP BY case_id, step, subject, body, applicant, performer HAVING count(*) > 1""",
    "a figure of kepatuhan_sla without its steps": """SELECT k.id, k.jumlah, k.terlambat + k.terbuka_terlambat, d.n, d.late FROM dkis_report.kepatuhan_sla k CROSS JOIN LATERAL (
          SELECT count(*) AS n, count(*) FILTER (WHERE l.terlambat) AS late FROM dkis_report.langkah l WHERE l.kode_sop = k.kode_sop AND l.tenggat_bulan = k.bulan AND l.kode_pelaksana = k.kode_pelaksana
            AND NOT l.masa_tunggu AND l.berakhir_karena IS DISTINCT FROM 'pembatalan' AND l.kanal IS DISTINCT FROM 'latihan') d
        WHERE k.jenis = 'langkah' AND k.bulan > date_trunc('month', now()) - interval '4 months' AND (k.jumlah, k.terlambat + k.terbuka_terlambat) IS DISTINCT FROM (d.n, d.late)""",
    "an index without its answers": """SELECT i.id FROM dkis_report.ikm i WHERE i.jenis_periode = 'bulan' AND (SELECT (count(*), round(avg(s.u5), 3)) IS DISTINCT FROM (i.responden, i.u5) FROM dkis_report.survei s
        WHERE s.dijawab_bulan = i.periode AND (i.kode_sop IS NULL OR s.kode_sop = i.kode_sop))""",
    "not delivered": "SELECT id, kind, attempts, last_error FROM dkis.notifications WHERE delivered_at IS NULL AND created_at < now() - interval '1 day'",
    "no receipt for an applicant": """SELECT c.id FROM dkis_store.cases c WHERE c.applicant IS NOT NULL AND c.parent_case IS NULL
        AND NOT EXISTS (SELECT FROM dkis.notifications n WHERE n.case_id = c.id AND n.kind = 'tanda bukti' AND n.applicant IS NOT NULL)
        AND NOT EXISTS (SELECT FROM dkis_store.case_events e WHERE e.case_id = c.id AND e.event = 'data diubah')""",
    "waiting steps that nobody ended": """SELECT s.case_id, s.step FROM dkis_store.case_steps s JOIN dkis_store.cases c ON c.id = s.case_id JOIN dkis.sop_steps d ON d.sop_version = c.sop_version AND d.step = s.step
        WHERE s.finished_at IS NULL AND c.status = 'berjalan' AND d.on_due_outcome IS NOT NULL AND s.awaits_case IS NULL AND s.due_at < now() - interval '1 day'""",
    "recurring cases missing or there twice": """SELECT s.id, d FROM dkis.sop_schedules s, dkis.workdays(daterange((SELECT min(opened_at)::date + 1 FROM dkis_store.cases), dkis.today())) d
        WHERE s.rule = 'setiap hari kerja' AND d NOT IN (SELECT h.day FROM dkis_store.holidays h WHERE h.kind = 'hari kerja khusus')
        AND (SELECT count(*) FROM dkis_store.cases c WHERE c.schedule = s.id AND c.period = d::text) <> 1""",
}
FIGURES = {
    "cases": "SELECT count(*) FROM dkis_store.cases", "of them open": "SELECT count(*) FROM dkis_store.cases WHERE closed_at IS NULL",
    "cancelled": "SELECT count(*) FROM dkis_store.cases WHERE status = 'batal'", "steps": "SELECT count(*) FROM dkis_store.case_steps",
    "of them late": "SELECT count(*) FROM dkis_store.step_facts WHERE is_late", "events": "SELECT count(*) FROM dkis_store.case_events",
    "holds that are over": "SELECT count(*) FROM dkis_store.case_holds WHERE resumed_at IS NOT NULL",
    "deadlines moved by a decree": "SELECT count(*) FROM dkis_store.case_events WHERE event = 'tenggat berubah'",
    "finishes taken back; cases opened again": "SELECT concat_ws('; ', count(*) FILTER (WHERE event = 'penyelesaian ditarik'), count(*) FILTER (WHERE event = 'dibuka kembali')) FROM dkis_store.case_events",
    "objections; of them that a request waited for": "SELECT concat_ws('; ', count(*), count(returns_to)) FROM dkis_store.cases WHERE sop = 'keberatan-informasi'",
    "escalations": "SELECT count(*) FROM dkis.escalations", "notices": "SELECT count(*) FROM dkis.notifications",
    "surveys": "SELECT count(*) FROM dkis_store.surveys", "calls; incidents": "SELECT concat_ws('; ', (SELECT count(*) FROM dkis_store.calls), (SELECT count(*) FROM dkis_store.incidents))",
}
