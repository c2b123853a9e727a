#!/usr/bin/env python3
"""The stress test: see docs/reliability.md. Run it by test/stress/run.sh.

Sixteen clients, each a psql of its own, send statements one by one; in between the
server's clock (libfaketime) is moved by hours and days, so that holds last. Backends
and the server itself are killed while they work. At every look, and in the end:
every open deadline is what the oracle counts (test/oracle/deadlines.sql), every
history is whole, the register has no gap, no step is there twice, and no statement
ever ended in a deadlock or an internal error.
"""
import argparse
import collections
import glob
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PORT = "54113"
# Where the server's clock begins. In the past: libfaketime shows a signal handler the
# true time, and of the two times a timeout must see the later one to go off at all.
START = "2025-02-03 08:00"
ALLOWED = re.compile(r"SP0|22023$|40001$|57P0|08|00000$|lost$")
FORBIDDEN = re.compile(r"40P01$|XX")


class Server:
    """A cluster of its own, whose clock is real time plus what stands in a file."""

    def __init__(self, directory):
        self.bin = os.environ["DKIS_BIN"]
        self.directory = directory
        self.data = directory + "/data"
        self.clock_file = directory + "/clock"
        self.log = directory + "/server.log"
        self.socket = tempfile.mkdtemp(prefix="dkis-")
        self.up = threading.Event()
        self.offset = 0.0
        self.epoch = 0.0

    def make(self):
        subprocess.run([self.bin + "/initdb", "-D", self.data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C"],
                       check=True, stdout=subprocess.DEVNULL)
        with open(self.data + "/postgresql.conf", "a") as conf:
            conf.write(f"""
listen_addresses = ''
unix_socket_directories = '{self.socket}'
port = {PORT}
max_connections = 60
timezone = 'Asia/Jakarta'
lc_messages = 'C'
fsync = off              # the machine stays up; what dies are processes
deadlock_timeout = 200ms
log_min_messages = warning
restart_after_crash = on
""")

    def set_clock(self, offset):
        self.offset = offset
        with open(self.clock_file + ".new", "w") as file:
            file.write("%+d\n" % offset)
        os.rename(self.clock_file + ".new", self.clock_file)

    def start(self):
        library = glob.glob("/usr/lib/*/faketime/libfaketime.so.1") + glob.glob("/usr/lib*/faketime/libfaketime.so.1")
        fake = dict(os.environ, LD_PRELOAD=library[0], FAKETIME_TIMESTAMP_FILE=self.clock_file, FAKETIME_NO_CACHE="1",
                    FAKETIME_DONT_FAKE_MONOTONIC="1", DONT_FAKE_MONOTONIC="1", NO_FAKE_STAT="1")
        for _ in range(60):  # those of a killed server must be gone first
            if subprocess.run([self.bin + "/pg_ctl", "-D", self.data, "-l", self.log, "-w", "-t", "120", "start"],
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=fake).returncode == 0:
                self.up.set()
                return
            time.sleep(0.5)
        sys.exit("stress: the server does not start: see " + self.log)

    def postmaster(self):
        return int(open(self.data + "/postmaster.pid").readline())

    def backends(self):
        children = subprocess.run(["ps", "-o", "pid=,args=", "--ppid", str(self.postmaster())], capture_output=True, text=True).stdout
        return [int(line.split()[0]) for line in children.splitlines() if "stress" in line and "[local]" in line]

    def stop(self, mode):
        self.up.clear()
        subprocess.run([self.bin + "/pg_ctl", "-D", self.data, "-m", mode, "-w", "-t", "120", "stop"],
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def kill_server(self):
        self.up.clear()
        os.kill(self.postmaster(), signal.SIGKILL)

    def kill_backend(self, pick):
        backends = self.backends()
        if backends:
            os.kill(pick.choice(backends), signal.SIGKILL)
        return bool(backends)


class Client:
    """One psql, one statement at a time; opened again after the server has died."""

    def __init__(self, server, user, database="stress"):
        self.server, self.user, self.database, self.psql = server, user, database, None

    def open(self):
        self.psql = subprocess.Popen(
            [self.server.bin + "/psql", "-XAtq", "-h", self.server.socket, "-p", PORT, "-U", self.user, "-d", self.database],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, bufsize=1)
        return self.run("SET client_min_messages = error")[0] == "00000"

    def ready(self):
        while self.psql is None or self.psql.poll() is not None:
            self.server.up.wait(180)
            if not self.open():
                self.psql = None
                time.sleep(0.2)

    def run(self, sql):
        """(SQLSTATE, lines); 'lost' when the connection went."""
        lines = []
        try:
            self.psql.stdin.write(sql.rstrip(";") + ";\n\\echo @@ :SQLSTATE\n")
            self.psql.stdin.flush()
            for line in self.psql.stdout:
                if line.startswith("@@ "):
                    return line.split()[1], lines
                lines.append(line.rstrip("\n"))
        except (BrokenPipeError, OSError):
            pass
        self.psql.kill()
        self.psql.wait()
        self.psql = None
        return "lost", lines

    def sql(self, sql):
        state = "lost"
        while state == "lost":  # since it was last asked the server may have died
            self.ready()
            state, lines = self.run(sql)
        if state != "00000":
            raise RuntimeError(f"{state}: {sql}\n" + "\n".join(lines))
        return lines

    def close(self):
        if self.psql and self.psql.poll() is None:
            self.psql.stdin.close()
            self.psql.wait()
        self.psql = None


# ---- what the clients do ---------------------------------------------------------

OWN = "c.sop IN ('uji', 'terus', 'pengaduan-sikapri', 'permohonan-informasi', 'konferensi-pers')"


def some(pick, where, most):
    """Ids of a few cases: anywhere, or where everybody is."""
    order = "random()" if pick.random() < 0.6 else "c.id DESC"
    return f"SELECT c.id FROM dkis.cases c WHERE {OWN} AND {where} ORDER BY {order} LIMIT {pick.randint(1, most)}"


def some_steps(pick, where, most):
    order = "random()" if pick.random() < 0.6 else "s.id DESC"
    return (f"SELECT s.id FROM dkis.case_steps s JOIN dkis.cases c ON c.id = s.case_id WHERE {OWN} AND c.status = 'berjalan'"
            f" AND s.finished_at IS NULL AND {where} ORDER BY {order} LIMIT {pick.randint(1, most)}")


def open_cases(pick, n):
    two = pick.sample(["uji", "terus", "pengaduan-sikapri", "permohonan-informasi", "konferensi-pers"], 2)
    back = pick.choice(["NULL", "now()", "now() - interval '%d hours'" % pick.randint(1, 90)])
    return (f"INSERT INTO dkis.cases (sop, title, class, received_at) SELECT (ARRAY['{two[0]}', '{two[1]}'])[1 + n % 2], 'Kasus', "
            f"(ARRAY['ringan', 'sedang', 'berat'])[1 + n % 3], {back} FROM generate_series(1, {n}) n")


def open_and_roll_back(pick, n):
    return "BEGIN; " + open_cases(pick, n) + "; ROLLBACK"


def finish_many(pick, n):
    return f"UPDATE dkis.case_steps SET outcome = 'Selesai' WHERE id IN ({some_steps(pick, '''s.step IN ('a', 'b', 'c', '1', '2', '3')''', 8)})"


def finish_one(pick, n):
    return (f"SELECT dkis.finish_step(s.case_id, s.step, o.outcome) FROM (SELECT s.*, c.sop_version FROM dkis.case_steps s JOIN dkis.cases c ON c.id = s.case_id"
            f" WHERE s.id IN ({some_steps(pick, 'true', 1)}) LIMIT 1) s JOIN dkis.sop_versions v ON v.id = s.sop_version"
            f" CROSS JOIN LATERAL (SELECT u.outcome FROM unnest(dkis.outcomes(v.machine, s.step)) u (outcome) ORDER BY random() LIMIT 1) o")


def finish_both(pick, n):
    return ("BEGIN; SELECT dkis.finish_step(c, s) FROM (" + some(pick, "c.sop = 'uji' AND c.status = 'berjalan'", 1)
            + ") x (c), unnest(ARRAY['a', 'b']) s; COMMIT")


def hold(pick, n):
    may = "c.status = 'berjalan' AND c.sop <> 'permohonan-informasi'"
    return f"UPDATE dkis.cases SET status = 'ditunda', note = 'menunggu berkas ke-{n} dari {pick.random()}' WHERE id IN ({some(pick, may, 8)})"


def resume(pick, n):
    return f"UPDATE dkis.cases SET status = 'berjalan' WHERE id IN ({some(pick, '''c.status = 'ditunda' ''', 12)})"


def extend(pick, n):
    return f"UPDATE dkis.case_steps SET extended_at = now(), note = 'perlu waktu' WHERE id IN ({some_steps(pick, '''s.sla::text LIKE '%+%' AND s.extended_at IS NULL''', 4)})"


def classify(pick, n):
    return f"UPDATE dkis.cases SET class = '{pick.choice(['ringan', 'sedang', 'berat'])}' WHERE id IN ({some(pick, 'c.closed_at IS NULL', 5)})"


def cancel(pick, n):
    return f"UPDATE dkis.cases SET status = 'batal', note = 'keliru' WHERE id IN ({some(pick, 'c.closed_at IS NULL', 2)})"


def fix(pick, n):
    hours = pick.randint(1, 200)
    return f"UPDATE dkis.case_steps SET due_at = now() + interval '{hours} hours' WHERE id IN ({some_steps(pick, 'true', 3)})"


def let_go(pick, n):
    return f"UPDATE dkis.case_steps SET due_basis = 'hitung' WHERE id IN ({some_steps(pick, '''s.due_basis = 'tetap' ''', 5)})"


def migrate(pick, n):
    return (f"SELECT dkis.migrate_case(id, {pick.randint(1, 2)}, '{pick.choice(['hitung', 'tetap'])}')"
            f" FROM ({some(pick, '''c.sop IN ('uji', 'terus') AND c.status = 'berjalan' ''', 1)}) x")


def decree(pick, n):
    day = f"now()::date + {pick.randint(-25, 45)}"
    if pick.random() < 0.6:
        return (f"INSERT INTO dkis.holidays (calendar, day, kind, name, decree) SELECT '{pick.choice(['uji', 'uji', 'kantor', 'terus'])}', {day} + n,"
                f" 'libur daerah', 'Uji ' || gen_random_uuid(), 'SE {n}' FROM generate_series(0, {pick.randint(0, 2)}) n")
    return "DELETE FROM dkis.holidays WHERE id IN (SELECT id FROM dkis.holidays WHERE name LIKE 'Uji %' ORDER BY random() LIMIT 2)"


def call(pick, n):
    place = "-6.%05d, 108.%05d" % (pick.randint(70000, 76000), pick.randint(54000, 58000))
    return (f"SELECT case_id FROM dkis.report_call('0812{pick.randint(0, 9999999):07d}', '{place}', category => "
            f"'{pick.choice(['kesehatan', 'kecelakaan', 'kebakaran', 'keamanan', 'lainnya'])}')")


def an_incident(pick):
    return f"SELECT i.id FROM dkis.incidents i WHERE i.status IN ('baru', 'ditangani') ORDER BY {'random()' if pick.random() < 0.5 else 'i.id DESC'} LIMIT 1"


def reclassify(pick, n):
    return f"SELECT dkis.reclassify_incident(id, '{pick.choice(['kesehatan', 'kecelakaan', 'kebakaran', 'keamanan', 'lainnya'])}') FROM ({an_incident(pick)}) x"


def merge(pick, n):
    return f"SELECT dkis.merge_incidents(a.id, b.id) FROM ({an_incident(pick)}) a, ({an_incident(pick)}) b WHERE a.id <> b.id"


def finish_112(pick, n):
    return (f"SELECT dkis.finish_step(s.case_id, s.step, o.outcome) FROM (SELECT s.*, c.sop_version FROM dkis.case_steps s JOIN dkis.cases c ON c.id = s.case_id"
            f" JOIN dkis.incidents i ON i.case_id = c.id WHERE s.finished_at IS NULL AND c.status = 'berjalan' ORDER BY random() LIMIT 1) s"
            f" JOIN dkis.sop_versions v ON v.id = s.sop_version"
            f" CROSS JOIN LATERAL (SELECT u.outcome FROM unnest(dkis.outcomes(v.machine, s.step)) u (outcome) ORDER BY random() LIMIT 1) o")


def escalate(pick, n):
    return "CALL dkis.escalate(%s)" % ("" if pick.random() < 0.5 else f"max_rows => {pick.choice([5, 30, 200])}")


def recur(pick, n):
    return "CALL dkis.open_recurring()"


ROLES = {  # who: how many, what with which weight
    "petugas": (8, [(open_cases, 6), (finish_many, 5), (finish_one, 6), (finish_both, 3), (hold, 4), (resume, 3), (extend, 3), (classify, 2), (cancel, 1), (open_and_roll_back, 1)]),
    "operator": (3, [(call, 4), (finish_112, 4), (reclassify, 2), (merge, 2)]),
    "pengelola": (1, [(decree, 1)]),
    "penyelia": (1, [(migrate, 4), (fix, 1), (let_go, 1)]),
    "pekerjaan": (3, [(escalate, 12), (recur, 1)]),
}
GROUP = {"petugas": "dkis_officer", "operator": "dkis_dispatcher", "pengelola": "dkis_admin", "penyelia": "dkis_admin", "pekerjaan": "dkis_admin"}


class Worker:
    def __init__(self, server, role, number, seed):
        self.role = role
        self.pick = random.Random(f"{seed} {role} {number}")
        self.client = Client(server, "stress_" + role)
        self.done = collections.Counter()
        self.strange = []

    def act(self, n):
        chosen = self.pick.choices([a for a, _ in ROLES[self.role][1]], [w for _, w in ROLES[self.role][1]])[0]
        sql = chosen(self.pick, n)
        self.client.ready()
        began = time.time()
        state, lines = self.client.run(sql)
        took = time.time() - began
        if state != "00000" and self.client.psql:
            self.client.run("ROLLBACK")
        self.done[(chosen.__name__, state)] += 1
        if FORBIDDEN.match(state) or not ALLOWED.match(state):
            self.strange.append((state, "%.1f s: %s" % (took, sql), lines))

    def round(self, statements, size):
        for _ in range(statements):
            self.act(size)


# ---- what must add up --------------------------------------------------------------

LOOK = "CALL oracle.look((now() - interval '120 days')::date, (now() + interval '300 days')::date)"
CHECKS = {
    "deadlines that differ from the oracle's": "SELECT format('%s %s %s: %s, oracle %s', case_id, step, what, dkis, oracle) FROM oracle.differences",
    "histories that are not whole": "SELECT format('%s: %s', c.id, p.problem) FROM dkis.cases c CROSS JOIN LATERAL dkis.verify_case(c.id) p",
    "gaps in the register": """SELECT register_no FROM (SELECT register_no, split_part(register_no, '/', 3)::int AS n, row_number() OVER
        (PARTITION BY sop, split_part(register_no, '/', 2) ORDER BY split_part(register_no, '/', 3)::int) AS place FROM dkis.cases) r WHERE n <> place
        UNION ALL SELECT format('%s without a number', id) FROM dkis.cases WHERE register_no IS NULL""",
    "steps there twice, or missing": """SELECT format('%s: %s, open %s', c.id, c.marking, s.open) FROM dkis.cases c CROSS JOIN LATERAL
        (SELECT coalesce(array_agg(s.step ORDER BY s.step), '{}') AS open FROM dkis.case_steps s WHERE s.case_id = c.id AND s.finished_at IS NULL) s
        WHERE s.open IS DISTINCT FROM CASE WHEN c.closed_at IS NULL THEN ARRAY(SELECT a FROM unnest(dkis.active_steps(c.marking)) a ORDER BY a) ELSE '{}' END
        UNION ALL SELECT format('%s %s: rounds %s', case_id, step, array_agg(round ORDER BY round)) FROM dkis.case_steps GROUP BY case_id, step HAVING max(round) <> count(*)""",
    "told while held": "SELECT format('%s at %s', e.case_id, e.at) FROM dkis.escalations e JOIN dkis.case_holds h ON h.case_id = e.case_id AND e.at > h.held_at + interval '1 minute' AND e.at < h.resumed_at - interval '1 minute'",
}
FIGURES = {
    "cases": "SELECT count(*) FROM dkis.cases",
    "of them open": "SELECT count(*) FROM dkis.cases WHERE closed_at IS NULL",
    "steps": "SELECT count(*) FROM dkis.case_steps",
    "events": "SELECT count(*) FROM dkis.case_events",
    "holds that are over": "SELECT count(*) FROM dkis.case_holds WHERE resumed_at IS NOT NULL",
    "of them longer than a day": "SELECT count(*) FROM dkis.case_holds WHERE resumed_at - held_at > interval '1 day'",
    "cases held more than once": "SELECT count(*) FROM (SELECT FROM dkis.case_holds GROUP BY case_id HAVING count(*) > 1) x",
    "extensions": "SELECT count(*) FROM dkis.case_events WHERE event = 'tenggat diperpanjang' AND step IS NOT NULL",
    "deadlines moved by a decree, the class or a version": "SELECT count(*) FROM dkis.case_events WHERE event = 'tenggat berubah'",
    "moves to another version": "SELECT count(*) FROM dkis.case_events WHERE event = 'dipindahkan'",
    "escalations": "SELECT count(*) FROM dkis.escalations",
    "incidents": "SELECT count(*) FROM dkis.incidents",
    "of them merged": "SELECT count(*) FROM dkis.incidents WHERE duplicate_of IS NOT NULL",
    "open deadlines compared at the end": "SELECT (SELECT count(*) FROM oracle.steps WHERE due_at IS NOT NULL) + (SELECT count(*) FROM oracle.cases WHERE open AND met_at IS NULL AND due_at IS NOT NULL)",
}


class Stress:
    def __init__(self, options):
        self.options = options
        self.pick = random.Random(f"{options.seed} rounds")
        directory = os.environ["DKIS_RESULTS"] + "/stress"
        shutil.rmtree(directory, ignore_errors=True)
        os.makedirs(directory)
        self.server = Server(directory)
        self.owner = Client(self.server, "postgres")
        self.wrong = []
        self.deaths = collections.Counter()
        self.workers = []

    def set_up(self):
        start = int(subprocess.run(["date", "-d", f"TZ=\"Asia/Jakarta\" {START}", "+%s"], capture_output=True, text=True, check=True).stdout)
        self.server.make()
        self.server.set_clock(start - time.time())
        self.server.start()
        first = Client(self.server, "postgres", "postgres")
        first.sql("CREATE DATABASE stress")
        first.close()
        self.owner.sql("CREATE EXTENSION dkis CASCADE")
        self.owner.sql("SELECT count(*) FROM dkis.load_cirebon()")
        for file in ("sops.sql", "deadlines.sql"):
            self.owner.sql(f"\\i {TOP}/test/oracle/{file}\nSELECT 1")
        self.owner.sql("SELECT dkis.activate_version(id) FROM dkis.sop_versions WHERE sop IN ('uji', 'terus') AND version = 2")
        for role, group in GROUP.items():
            self.owner.sql(f"CREATE ROLE stress_{role} LOGIN IN ROLE {group}")
        for role, (count, _) in ROLES.items():
            self.workers += [Worker(self.server, role, n, self.options.seed) for n in range(count)]

    def deaths_planned(self):
        """Which rounds end whom: an immediate stop, the server a third of the time, else a backend."""
        kinds = ["stop"] + ["server" if n % 3 == 2 else "backend" for n in range(self.options.kills)]
        rounds = self.pick.sample(range(2, self.options.rounds), len(kinds))
        return dict(zip(rounds, kinds))

    def die(self, kind):
        time.sleep(self.pick.uniform(0.2, 1.5))
        if kind == "backend":
            for _ in range(50):
                if self.server.kill_backend(self.pick):
                    break
                time.sleep(0.1)
        elif kind == "server":
            self.server.kill_server()
            self.server.start()
        else:
            self.server.stop("immediate")
            self.server.start()
        self.deaths[kind] += 1

    def opened_so_far(self):
        return int(self.owner.sql("SELECT count(*) FROM dkis.cases")[0])

    def size(self, round_number):
        """How many cases a statement opens, so that so many are there in the end."""
        statements = 8 * self.options.statements * 6 / 36 * max(1, self.options.rounds - round_number)
        return max(1, min(60, round((self.options.cases - self.opened_so_far()) / statements)))

    def round(self, number, death):
        size = self.size(number)
        threads = [threading.Thread(target=w.round, args=(self.options.statements, size)) for w in self.workers]
        for thread in threads:
            thread.start()
        if death:
            self.die(death)
        for thread in threads:
            thread.join()

    def catch_up(self):
        """Cases that changed while a decree was being entered are brought up by escalate(), some at a time."""
        for _ in range(100):
            self.owner.sql("CALL dkis.escalate()")
            if self.owner.sql("SELECT count(*) FROM dkis_store.calendar_changes") == ["0"]:
                return
        self.wrong.append("changes of a calendar that nobody catches up with")

    def look(self, everything):
        self.catch_up()
        self.owner.sql(LOOK)
        for what, query in CHECKS.items():
            if not everything and "oracle" not in what:
                continue
            found = self.owner.sql(query)
            if found:
                self.wrong.append(what)
                print(f"WRONG: {len(found)} {what}:", *found[:20], sep="\n  ")
        sys.stdout.flush()

    def run(self):
        began = time.time()
        self.set_up()
        planned = self.deaths_planned()
        for number in range(self.options.rounds):
            self.round(number, planned.get(number))
            if number % 5 == 4:
                self.look(False)
                print(f"round {number + 1}: {self.opened_so_far()} cases, {time.time() - began:.0f} s; dead so far: {dict(self.deaths)}", flush=True)
            hours = self.pick.choice([1, 2, 3, 5, 7, 11, 15, 26, 50])
            self.server.set_clock(self.server.offset + hours * 3600 + self.pick.randint(0, 3599))
        self.look(True)
        self.report(time.time() - began)

    def report(self, seconds):
        done = sum((w.done for w in self.workers), collections.Counter())
        states = collections.defaultdict(collections.Counter)
        for (action, state), n in done.items():
            states[action][state] += n
        strange = [s for w in self.workers for s in w.strange]
        print(f"\n{sum(done.values())} statements by {len(self.workers)} clients in {seconds:.0f} s")
        for action in sorted(states):
            print(f"  {action:20s}" + ", ".join(f"{s} {n}" for s, n in sorted(states[action].items())))
        print("killed with SIGKILL: %d backends, %d times the server; immediate stops: %d"
              % (self.deaths["backend"], self.deaths["server"], self.deaths["stop"]))
        for what, query in FIGURES.items():
            print(f"  {what}: {self.owner.sql(query)[0]}")
        for what in CHECKS:
            print(f"{'FAILED' if what in self.wrong else 'none'}: {what}")
        print(f"{'FAILED' if strange else 'none'}: statements that ended in a deadlock, an internal or an unforeseen error")
        for state, sql, lines in strange[:20]:
            print(f"  {state}: {sql}\n    " + "\n    ".join(lines[:6]))
        self.owner.close()
        for worker in self.workers:
            worker.client.close()
        self.server.stop("fast")
        shutil.rmtree(self.server.socket, ignore_errors=True)
        sys.exit(1 if strange or self.wrong else 0)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--statements", type=int, default=12, help="of each client in a round")
    parser.add_argument("--kills", type=int, default=9)
    parser.add_argument("--seed", default="1")
    options = parser.parse_args()
    if options.kills + 3 > options.rounds:
        parser.error(f"{options.kills} kills and the stop want a round each, none of them among the first two: --rounds {options.kills + 3} at least")
    Stress(options).run()


if __name__ == "__main__":
    main()
