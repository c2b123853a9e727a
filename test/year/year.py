#!/usr/bin/env python3
"""A year of the office: see docs/reliability.md. Run it by test/year/run.sh.

Officers who log in as themselves, members of the performers and dkis_officer only, do
a year's work under a clock that is moved (libfaketime): cases come, are done, late,
held, extended, taken back, opened again, objected to, surveyed; holidays are decreed
meanwhile; the server is down for three days. No row is edited. Then everything adds
up, and every report that the law asks for is counted once more outside the database
(count.py), at the end of each quarter and, as of then, at the end of the year.
"""
import argparse
import collections
import datetime
import json
import os
import shutil
import sys
import time
import zoneinfo

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "stress"))
import stress  # noqa: E402  its Server and Client
import count  # noqa: E402
import office  # noqa: E402

ZONE = zoneinfo.ZoneInfo("Asia/Jakarta")
DAY = datetime.timedelta(1)


def q(value):
    if value is None:
        return "NULL"
    if isinstance(value, (dict, list)):
        value = json.dumps(value)
    return "'" + str(value).replace("'", "''") + "'" if not isinstance(value, (int, float)) else str(value)


def at(day, hour, minute=0, second=0):
    return datetime.datetime.combine(day, datetime.time(hour, minute, second), ZONE)


OPEN_STEPS = """SELECT json_agg(x) FROM (SELECT s.id, s.case_id, s.step, s.performer, s.round, coalesce(s.organisation, c.organisation) AS organisation, c.sop, c.sop_version AS version,
  c.class, a.kind, s.sla::text, s.started_at <= now() - interval '1 minute' AS seen, s.started_at <= now() - interval '30 hours' AS old, s.due_at <= now() AS over, d.sla_kind, d.wait_outcome, d.output, p.external, s.extended_at
  FROM dkis_store.case_steps s JOIN dkis_store.cases c ON c.id = s.case_id JOIN dkis.sop_steps d ON d.sop_version = c.sop_version AND d.step = s.step
  JOIN dkis.performers p ON p.agency = s.agency AND p.code = s.performer JOIN dkis.sops o ON o.agency = c.agency AND o.code = c.sop
  LEFT JOIN dkis_store.applicants a ON a.id = c.applicant
  WHERE s.finished_at IS NULL AND c.status = 'berjalan' AND s.awaits_case IS NULL AND NOT o.emergency ORDER BY s.id) x"""


class Year:
    def __init__(self, options):
        self.options = options
        self.pick = office.picker(options.seed, "office")
        directory = os.environ["DKIS_RESULTS"] + "/" + options.name
        if not options.again:
            shutil.rmtree(directory, ignore_errors=True)
            os.makedirs(directory)
        self.server = stress.Server(directory)
        self.owner = stress.Client(self.server, "postgres", "year")
        self.clients = {}
        self.members = collections.defaultdict(set)  # (performer, organisation): logins
        self.done = collections.Counter()
        self.refused = collections.Counter()
        self.took = collections.Counter()  # seconds
        self.wrong = []
        self.decrees = []  # (entered, day, kind or None: withdrawn, name)
        self.snapshots = {}
        self.compared = {}

    # ---- who asks ----------------------------------------------------------------

    def as_(self, login, what, sql, allowed=()):
        """A statement of somebody's: whether it went through. What is not foreseen is wrong."""
        client = self.clients.setdefault(login, stress.Client(self.server, login, "year"))
        client.ready()
        began = time.time()
        state, lines = client.run(sql)
        self.took[what.split()[0]] += time.time() - began
        if state == "00000":
            self.done[what] += 1
            return lines
        client.run("ROLLBACK")
        self.refused[f"{what} {state}"] += 1
        if state not in allowed:
            self.wrong.append(f"{self.now():%Y-%m-%d %H:%M} {login} {what}: {state} {sql}\n    " + "\n    ".join(lines[:5]))
        return None

    def rows(self, sql):
        began = time.time()
        found = "".join(self.owner.sql(sql))
        self.took["looking"] += time.time() - began
        return json.loads(found) if found else []

    def now(self):
        return datetime.datetime.fromtimestamp(time.time() + self.server.offset, ZONE)

    def move_to(self, moment):
        self.server.set_clock(moment.timestamp() - time.time())

    # ---- before the year -------------------------------------------------------------

    def set_up(self):
        self.server.make()
        with open(self.server.directory + "/socket", "w") as file:
            file.write(self.server.socket)
        self.move_to(at(self.options.first, 5))
        self.server.start()
        first = stress.Client(self.server, "postgres", "postgres")
        first.sql("CREATE DATABASE year")
        first.close()
        self.owner.sql("CREATE EXTENSION dkis CASCADE")
        self.owner.sql("SELECT count(*) FROM dkis.load_cirebon()")
        self.owner.sql(f"INSERT INTO dkis.information_list (title, status, ground, legal_basis) VALUES ({q(office.REFUSALS[0])}, 'dikecualikan', 'h', 'UU 14/2008 pasal 17 huruf h') RETURNING id")
        self.owner.sql(f"\\i {stress.TOP}/test/oracle/deadlines.sql\nSELECT 1")
        self.owner.sql("CREATE ROLE kepala_sistem LOGIN IN ROLE dkis_admin; CREATE ROLE gerbang LOGIN IN ROLE dkis_app; CREATE ROLE pembaca LOGIN IN ROLE dkis_reader")
        logins = {}
        for login, performer, organisation in office.staff():
            logins.setdefault(login, []).append((performer, organisation))
        for login, performers in logins.items():
            groups = "dkis_officer" + (", dkis_dispatcher" if login in office.DISPATCHERS else "")
            self.owner.sql(f"CREATE ROLE {login} LOGIN IN ROLE {groups}")
            self.as_("kepala_sistem", "person", f"INSERT INTO dkis.people (name, nip, db_role) VALUES ({q('Nama ' + login)}, {q('19' + login)}, {q(login)})")
            for performer, organisation in performers:
                self.members[performer, organisation].add(login)
                self.as_("kepala_sistem", "member", f"INSERT INTO dkis.performer_members (performer, organisation, person, assignment_no, assignment_on)"
                         f" SELECT {q(performer)}, {q(organisation)}, id, 'ST/1', '2024-12-30' FROM dkis.people WHERE db_role = {q(login)}")
        self.as_("kepala_sistem", "setting", "INSERT INTO dkis.settings (key, value) VALUES ('quiet_hours', '20.00-06.00'), ('survey_url', 'https://survei.example.go.id/{register}')")
        self.as_("kepala_sistem", "key", "SELECT dkis.set_identity_key('kunci uji tahunan yang panjang')")
        self.as_("kepala_sistem", "decree", f"DELETE FROM dkis.holidays WHERE day IN ('{self.options.first.year}-08-18')")
        self.as_("kepala_sistem", "shifts", "INSERT INTO dkis.shift_hours (name, from_hour, until_hour) VALUES ('pagi', '07:00', '15:00'), ('siang', '15:00', '23:00'), ('malam', '23:00', '07:00')")
        self.as_("operator", "unit", "INSERT INTO dkis.units (responder, callsign, kind) SELECT (SELECT r.code FROM dkis.responders r ORDER BY r.code LIMIT 1), 'U-' || n, 'ambulans' FROM generate_series(1, 6) n")
        outcomes = self.rows("SELECT json_agg(x) FROM (SELECT v.id AS version, s.step, dkis.outcomes(v.machine, s.step) AS known FROM dkis.sop_versions v JOIN dkis.sop_steps s ON s.sop_version = v.id) x")
        self.outcomes = {(o["version"], o["step"]): o["known"] for o in outcomes}
        fields = self.rows("SELECT json_agg(f ORDER BY f.id) FROM dkis.sop_fields f")
        self.fields = collections.defaultdict(list)
        for field in fields:
            self.fields[field["sop_version"], field["step"]].append(field)
        self.holds = {v["sop"] for v in self.rows("SELECT json_agg(v) FROM (SELECT sop FROM dkis.sop_versions WHERE may_hold) v")}

    # ---- what is done in a day ---------------------------------------------------------

    def officer(self, performer, organisation):
        """Somebody who may do it today; of the citizens' steps anybody."""
        able = self.members[performer, None] | self.members[performer, organisation]
        return self.pick.choice(sorted(able)) if able else "loket_a"

    def applicant(self, kind):
        name = f"Warga {self.pick.randint(1, 9999)}"
        return int(self.as_("loket_a", "applicant", f"INSERT INTO dkis.applicants (kind, name, identity_hash) VALUES ({q(kind)}, {q(name)}, dkis.identity_hash({q(name)})) RETURNING id")[0])

    def open_case(self, sop, parent=None, entry=None):
        pick = self.pick
        who = pick.choice(["loket_a", "loket_b"] + ["penghubung_kota"] * (sop == "pengaduan-sikapri"))
        kind = "instansi" if sop == "konten-informasi" else pick.choice(office.KINDS) if sop in office.CITIZENS else None
        applicant = self.applicant(kind) if kind and parent is None and pick.random() < 0.9 or sop == "konten-informasi" else None
        entry = entry or (pick.choice(office.ENTRIES[sop]) if sop in office.ENTRIES else None)
        paper = pick.random() < 0.15
        received = f"now() - interval '{pick.randint(1, 70)} hours'" if paper else "NULL"
        complaint = sop == "pengaduan-sikapri"
        return self.as_(who, "open " + sop, f"INSERT INTO dkis.cases (sop, title, class, entry, channel, organisation, applicant, received_at, parent_case) VALUES ({q(sop)},"
                        f" {q('Perihal %d' % pick.randint(1, 99999))}, {q(pick.choice(['ringan', 'sedang', 'berat']) if complaint and pick.random() < 0.8 else None)}, {q(entry)},"
                        f" {q(pick.choice(office.CHANNELS) if complaint else None)}, {q(pick.choice(office.ORGANISATIONS) if complaint or pick.random() < 0.3 else None)},"
                        f" {q(applicant)}, {received}, {q(parent)}) RETURNING id")

    def asked(self, step, outcome):
        """What the step asks for when it ends so, or may be given."""
        return {f["name"]: office.value(self.pick, f) for f in self.fields[step["version"], step["step"]] if not f["repeated"]
                and (f["required"] or self.pick.random() < 0.5) and (not f["applicant_kinds"] or step["kind"] in f["applicant_kinds"])
                and (not f["outcomes"] or outcome in f["outcomes"])}

    def finish(self, step):
        pick = self.pick
        step["outcomes"] = self.outcomes[step["version"], step["step"]]
        outcome = office.outcome(pick, step)
        if outcome is None:
            return
        who = self.officer(step["performer"], step["organisation"])
        if step["sop"] == "pengaduan-sikapri" and step["step"] == "4" and step["class"] is None:
            self.as_(who, "class", f"UPDATE dkis.cases SET class = {q(pick.choice(['ringan', 'sedang', 'berat']))} WHERE id = {step['case_id']}")
        data = self.asked(step, outcome)
        call = f"SELECT dkis.finish_step({step['case_id']}, {q(step['step'])}, {q(outcome)}"
        if data:
            call = f"SELECT dkis.finish_step_with({step['case_id']}, {q(step['step'])}, {q(data)}, {q(outcome)}"
        if step["sop"] == "e-kliping" and step["step"] == "1":
            for n in range(pick.randint(0, 3)):
                self.as_(who, "item", f"INSERT INTO dkis.case_items (case_id, step, data) VALUES ({step['case_id']}, '1', {q({'media': 'Radar', 'judul': f'Berita {n}'})})")
        if step["output"] and pick.random() < 0.4:
            self.as_(who, "document", f"INSERT INTO dkis.case_documents (case_id, step, name, medium) VALUES ({step['case_id']}, {q(step['step'])}, {q(step['output'][:60])}, 'softcopy')")
        if self.shared(step):
            self.as_(who, "finish one organisation's", f"UPDATE dkis.case_steps SET outcome = {q(outcome)} WHERE id = {step['id']}")
        elif step["old"] and not any(f["required"] for f in self.fields[step["version"], step["step"]]) and pick.random() < 0.03:
            self.as_("kepala_sistem", "finish, written down late", f"UPDATE dkis.case_steps SET outcome = {q(outcome)}, finished_at = now() - interval '{pick.randint(1, 29)} hours' WHERE id = {step['id']}")
        elif self.as_(who, "finish", call + ")") and pick.random() < 0.015:
            self.as_(who, "undo", f"SELECT dkis.undo_step({step['case_id']}, {q(step['step'])}, 'keliru memilih hasil')", ("SP010", "SP003"))

    def shared(self, step):
        return (step["sop"], step["step"]) in (("monev-sop", "10"), ("daftar-informasi-publik", "1"))

    def work(self):
        steps = self.rows(OPEN_STEPS)
        for step in steps:
            slow = office.picker(self.options.seed, step["case_id"]).random() < 0.12
            if step["seen"] and self.pick.random() < office.chance(step, slow):
                if step["round"] > 6 and self.pick.random() < 0.5:
                    continue
                self.finish(step)
        return steps

    def extend(self, steps):
        for step in steps:
            if "+" in step["sla"] and not step["extended_at"] and not step["over"] and self.pick.random() < 0.12:
                self.as_(self.officer(step["performer"], step["organisation"]), "extend",
                         f"SELECT dkis.extend_step({step['case_id']}, {q(step['step'])}, 'informasi masih dikumpulkan')", ("SP002", "SP010", "22023"))

    def hold_and_resume(self, steps):
        for step in self.pick.sample(steps, min(len(steps), office.poisson(self.pick, 0.25))):
            allowed = () if step["sop"] in self.holds else ("SP010",)
            self.as_(self.officer(step["performer"], step["organisation"]), "hold", f"SELECT dkis.hold_case({step['case_id']}, 'menunggu berkas')", allowed + ("SP003", "SP004"))
        for held in self.rows("SELECT json_agg(x) FROM (SELECT id FROM dkis_store.cases WHERE status = 'ditunda' ORDER BY id) x"):
            if self.pick.random() < 0.22:
                self.as_("kadis", "resume", f"SELECT dkis.resume_case({held['id']})", ("SP004",)) or self.as_("kepala_sistem", "resume by the admin", f"SELECT dkis.resume_case({held['id']})")

    def correct(self, steps):
        """Class, channel, organisation and title turn out otherwise; cases are cancelled and opened again."""
        pick = self.pick
        for step in pick.sample(steps, min(len(steps), office.poisson(pick, 0.3))):
            change = pick.choice([f"class = {q(pick.choice(['ringan', 'sedang', 'berat']))}", f"channel = {q(pick.choice(office.CHANNELS))}",
                                  f"organisation = {q(pick.choice(office.ORGANISATIONS))}", "title = title || ' (dibetulkan)'"])
            self.as_("kepala_sistem", "correct", f"UPDATE dkis.cases SET {change} WHERE id = {step['case_id']} AND closed_at IS NULL", ("SP006",))
        for step in pick.sample(steps, min(len(steps), office.poisson(pick, 0.08))):
            self.as_(self.officer(step["performer"], step["organisation"]), "cancel", f"SELECT dkis.cancel_case({step['case_id']}, 'dicabut pemohon')", ("SP003", "SP004"))
        for closed in self.rows("SELECT json_agg(x) FROM (SELECT c.id FROM dkis_store.cases c JOIN dkis.sops o ON o.code = c.sop WHERE c.closed_at > now() - interval '40 days' AND NOT o.emergency ORDER BY c.id) x"):
            if pick.random() < 0.0015:
                self.as_("kepala_sistem", "reopen", f"SELECT dkis.reopen_case({closed['id']}, 'ternyata belum selesai')", ("SP010",))

    def new_cases(self):
        for sop, rate in office.ARRIVALS.items():
            for _ in range(office.poisson(self.pick, rate * self.options.load)):
                self.open_case(sop)
        for offer in self.rows("SELECT json_agg(x) FROM (SELECT kasus_id, kode_sop_lanjutan, pintu_lanjutan FROM dkis_report.tawaran WHERE kode_sop_lanjutan <> 'festival-milm-kampung' ORDER BY id) x"):
            if self.pick.random() < 0.06:
                self.open_case(offer["kode_sop_lanjutan"], offer["kasus_id"], offer["pintu_lanjutan"])

    def surveys(self):
        for closed in self.rows("SELECT json_agg(x) FROM (SELECT c.id FROM dkis_store.cases c WHERE c.closed_at > now() - interval '5 days' AND c.status = 'selesai' AND c.applicant IS NOT NULL"
                                " AND NOT EXISTS (SELECT FROM dkis_store.surveys s WHERE s.case_id = c.id) ORDER BY c.id) x"):
            if self.pick.random() < 0.15:
                self.as_("loket_b", "survey", f"INSERT INTO dkis.surveys (case_id, u1, u2, u3, u4, u5, u6, u7, u8, u9) VALUES ({closed['id']}, {self.marks()})")
        if self.pick.random() < 0.1:
            self.as_("kepala_sistem", "survey on paper", f"INSERT INTO dkis.surveys (sop, answered_at, u1, u2, u3, u4, u5, u6, u7, u8, u9) VALUES ('permohonan-informasi', now() - interval '{self.pick.randint(1, 200)} hours', {self.marks()})")

    def marks(self):
        return ", ".join(str(min(4, max(1, round(self.pick.gauss(3.3, 0.8))))) for _ in range(9))

    def calls(self):
        for _ in range(office.poisson(self.pick, 2.5 * self.options.load)):
            pick = self.pick
            number = "0812%08d" % pick.randint(0, 99999999)
            kind = pick.choice(office.CALLS)
            rang = f"now() - interval '{pick.randint(2, 90)} s'" if pick.random() < 0.8 else "NULL"
            category = pick.choice(office.CATEGORIES) if kind == "darurat" else None
            got = self.as_("juru_panggil", "call", f"SELECT incident_id FROM dkis.report_call({q(number)}, {q(office.place(pick) if category else None)}, {q(kind)}, {q(category)}, {q('keterangan' if category else None)}, received_at => {rang})")
            if category and got and got[0]:
                self.incident(int(got[0]))

    def incident(self, incident):
        if self.pick.random() < 0.8:
            self.as_("operator", "dispatch", f"INSERT INTO dkis.dispatches (incident_id, unit_id) SELECT {incident}, id FROM dkis.units WHERE status = 'siap' ORDER BY id LIMIT 1")
            self.as_("operator", "on scene", f"UPDATE dkis.dispatches SET acknowledged_at = clock_timestamp(), on_scene_at = clock_timestamp() WHERE incident_id = {incident} AND cleared_at IS NULL")
            self.as_("operator", "clear", f"UPDATE dkis.dispatches SET cleared_at = clock_timestamp() WHERE incident_id = {incident} AND cleared_at IS NULL")
        self.as_("operator", "close incident", f"SELECT dkis.close_incident({incident}, 'tertangani')")

    def trespass(self, steps):
        """Who is no member is refused."""
        for step in self.pick.sample(steps, min(len(steps), 1)):
            able = self.members[step["performer"], None] | self.members[step["performer"], step["organisation"]]
            who = self.pick.choice(sorted(set(office.CENTRAL) - able - self.deputies))
            if able and not step["external"] and self.as_(who, "trespass", f"SELECT dkis.finish_step({step['case_id']}, {q(step['step'])})", ("SP001", "SP002", "SP004", "SP006", "SP009")) is not None:
                self.wrong.append(f"{who} finished {step['performer']}'s step {step['step']} of {step['case_id']}")

    def delegate(self):
        """Somebody leaves his work to somebody else for three days."""
        self.deputies = set()
        if self.pick.random() < 0.05:
            self.as_("ppid", "delegate", f"SELECT dkis.delegate('ppid', 'loket_a', dkis.today(), dkis.today() + 2)")
            self.until = self.today + 2 * DAY
            self.members["ppid", None].add("loket_a")
        elif "loket_a" in self.members["ppid", None] and self.today > self.until:
            self.members["ppid", None].discard("loket_a")

    def decree(self):
        for entered, day, kind, name, decree in office.holidays(self.options.first.year):
            if entered != self.today:
                continue
            self.decrees.append((self.now(), str(day), kind, name))
            if kind is None:
                self.as_("kepala_sistem", "decree withdrawn", f"DELETE FROM dkis.holidays WHERE day = {q(day)} AND name = {q(name)}")
            else:
                self.as_("kepala_sistem", "decree", f"INSERT INTO dkis.holidays (calendar, day, kind, name, decree) VALUES ('kantor', {q(day)}, {q(kind)}, {q(name)}, {q(decree)})")

    def jobs(self):
        self.as_("kepala_sistem", "escalate", "CALL dkis.escalate()")
        self.as_("kepala_sistem", "recurring", "CALL dkis.open_recurring()")

    def deliver(self):
        for line in self.as_("gerbang", "take notices", "SELECT id FROM dkis.take_notifications(1000)") or []:
            self.gateway.append(line)
        if self.gateway:
            self.as_("gerbang", "confirm notices", "SELECT count(dkis.confirm_notification(n)) FROM unnest('{" + ",".join(self.gateway) + "}'::bigint[]) n")
        self.gateway = []

    def sitting(self, moment):
        self.move_to(moment)
        self.jobs()
        steps = self.work()
        self.extend(steps)
        self.hold_and_resume(steps)

    def day(self, day):
        self.today = day
        pick = self.pick
        self.move_to(at(day, 6, 30 + pick.randint(0, 9)))
        self.delegate()
        if self.rows("SELECT to_json(dkis.is_workday(dkis.today()))"):
            self.move_to(at(day, 8, pick.randint(5, 50), pick.randint(0, 59)))
            self.decree()
            self.new_cases()
            steps = self.work_steps = self.rows(OPEN_STEPS)
            self.trespass(steps)
            self.sitting(at(day, 9, pick.randint(0, 59)))
            if pick.random() < 0.6:
                self.sitting(at(day, pick.choice([13, 14]), pick.randint(0, 55)))
            self.correct(self.rows(OPEN_STEPS))
            self.surveys()
        else:
            self.move_to(at(day, 10, pick.randint(0, 59)))
            self.jobs()
        self.calls()
        self.move_to(at(day, 21, pick.randint(0, 50)))
        self.jobs()
        self.as_("kepala_sistem", "count for the reports", "SELECT dkis.refresh_reports()")
        self.deliver()

    # ---- the year ------------------------------------------------------------------------

    def down(self, day):
        """Three days without a server; who was logged in is not any more."""
        for client in [self.owner, *self.clients.values()]:
            client.close()
        self.server.stop("fast")
        self.move_to(at(day, 7))
        self.server.start()
        self.done["days down"] += 3

    def run(self):
        began = time.time()
        self.set_up()
        self.gateway, self.deputies = [], set()
        day, down = self.options.first, self.options.down
        while day <= self.options.last:
            if down and day == down:
                day, down = day + 3 * DAY, None
                self.down(day)
            self.day(day)
            if day == self.options.last or day + DAY in self.options.quarters:
                self.move_to(at(day, 22, 30))
                self.look(day)
                print(f"{day}: {self.owner.sql('SELECT count(*) FROM dkis_store.cases')[0]} cases, {time.time() - began:.0f} s", flush=True)
            day += DAY
        self.look_back()
        self.look_at_everything()
        self.report(time.time() - began)

    # ---- what must add up --------------------------------------------------------------------

    def fail(self, what, found):
        if found:
            self.wrong.append(f"{what}: {len(found)}\n    " + "\n    ".join(map(str, found[:12])))

    def look(self, day):
        """The oracle, and each report against the slow count."""
        self.remember(day)
        self.owner.sql(f"CALL oracle.look({q(self.options.first - 90 * DAY)}, {q(day + 150 * DAY)})")
        self.fail(f"{day} deadlines that differ from the oracle's", self.owner.sql("SELECT d FROM oracle.differences d"))
        moment = self.now()
        self.look_at_desks(day)
        base = count.Base(self.rows, self.decrees, moment, ZONE)
        for name, (query, slow) in count.REPORTS.items():
            reported = count.keyed(self.rows(query))
            counted = count.keyed(slow(base))
            self.compared[name] = len(counted)
            self.fail(f"{day} {name} differs from the slow count", count.differences(reported, counted))
            if name in count.AS_OF:
                self.snapshots.setdefault(moment, {})[name] = reported

    def look_at_desks(self, day):
        """Everybody is shown the work of the performers that he is a member of today, and no other."""
        steps = self.rows("SELECT json_agg(x) FROM (SELECT s.id, s.performer, coalesce(s.organisation, c.organisation) AS organisation FROM dkis_store.case_steps s"
                          " JOIN dkis_store.cases c ON c.id = s.case_id WHERE s.finished_at IS NULL AND s.awaits_case IS NULL ORDER BY s.id) x")
        for login in sorted(self.clients.keys() & {login for login, _, _ in office.staff()}):
            shown = self.as_(login, "desk", "SELECT id FROM dkis_report.tugas_saya ORDER BY id")
            his = [str(s["id"]) for s in steps if login in self.members[s["performer"], None] | self.members[s["performer"], s["organisation"]]]
            self.fail(f"{day} {login}'s desk", sorted(set(shown) ^ set(his)))

    def remember(self, day):
        """For --again: where this look stood."""
        with open(self.server.directory + "/stood", "w") as file:
            json.dump([str(day), self.now().timestamp(), [[d[0].isoformat(), *d[1:]] for d in self.decrees]], file)

    def again(self):
        """The last look once more, over what that run left: its rows are as they were."""
        with open(self.server.directory + "/stood") as file:
            day, offset, decrees = json.load(file)
        with open(self.server.directory + "/socket") as file:
            self.server.socket = file.read()
        os.makedirs(self.server.socket, exist_ok=True)
        self.decrees = [(datetime.datetime.fromisoformat(d[0]), *d[1:]) for d in decrees]
        self.server.set_clock(offset - time.time())
        self.server.start()
        self.look(datetime.date.fromisoformat(day))
        self.look_at_everything()
        self.report(0)

    def look_back(self):
        """What was reported then is what is reported now as of then."""
        for moment, reports in self.snapshots.items():
            self.owner.sql(f"SET dkis.as_of = {q(moment.isoformat())}")
            for name, then in reports.items():
                self.fail(f"{name} as of {moment:%Y-%m-%d}", count.differences(count.keyed(self.rows(count.REPORTS[name][0])), then))
            self.owner.sql("RESET dkis.as_of")

    def look_at_everything(self):
        for what, query in {**stress.CHECKS, **count.CHECKS}.items():
            self.fail(what, self.owner.sql(query))

    def report(self, seconds):
        print(f"\n{self.options.first} to {self.options.last}, {seconds:.0f} s; done:")
        print("  " + ", ".join(f"{what} {n}" for what, n in sorted(self.done.items())))
        print("seconds: " + ", ".join(f"{what} {n:.1f}" for what, n in self.took.most_common(12)))
        print("refused: " + ", ".join(f"{what} {n}" for what, n in sorted(self.refused.items())))
        for what, query in count.FIGURES.items():
            print(f"  {what}: {self.owner.sql(query)[0]}")
        print("rows compared, at the end: " + ", ".join(f"{name} {n}" for name, n in self.compared.items()))
        for wrong in self.wrong[:40]:
            print("WRONG: " + wrong)
        print(f"{len(self.wrong) or 'nothing'} wrong")
        self.close()
        sys.exit(1 if self.wrong else 0)

    def close(self):
        for client in [self.owner, *self.clients.values()]:
            client.close()
        self.server.stop("fast")
        shutil.rmtree(self.server.socket, ignore_errors=True)


def main():
    date = datetime.date.fromisoformat
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--first", type=date, default=date("2025-01-02"))
    parser.add_argument("--last", type=date, default=date("2025-12-31"))
    parser.add_argument("--down", type=date, default=date("2025-09-15"), help="first of three days without a server")
    parser.add_argument("--load", type=float, default=1.0, help="how many times as much as in a city like Cirebon")
    parser.add_argument("--seed", default="1")
    parser.add_argument("--name", default="year")
    parser.add_argument("--again", action="store_true", help="only look again, at what the last run left")
    options = parser.parse_args()
    options.quarters = {datetime.date(options.first.year, month, 1) for month in (4, 7, 10)}
    year = Year(options)
    try:
        year.again() if options.again else year.run()
    except Exception:
        print(*year.wrong[:20], sep="\n", flush=True)
        raise
    finally:
        year.server.stop("immediate")


main()
