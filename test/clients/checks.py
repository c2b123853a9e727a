"""What no snippet shows: run with the snippets' folder, as make test-clients does.
Prints "ok - ..." and "not ok - ..."."""
import os
import pathlib
import subprocess
import sys
import time

import psycopg

HERE = pathlib.Path(sys.argv[1])


def check(good, what, why=""):
    print(f"{'ok' if good else 'not ok'} - {what}" + ("" if good else f": {why}"), flush=True)


def as_(user, **more):
    return psycopg.connect(user=user, **more)


def snippet(name):
    space = {"__name__": name}
    exec(compile((HERE / name).read_text(), name, "exec"), space)
    return space


def views(db):
    return [row[0] for row in db.execute("SELECT relname FROM pg_class WHERE relnamespace = 'dkis_report'::regnamespace AND relkind = 'v' ORDER BY 1")]


def json_of_every_view():
    with as_("dasbor", autocommit=True) as db:
        wrong = []
        for view in (names := views(db)):
            try:
                db.execute(f'SELECT json_agg(v) FROM (SELECT * FROM dkis_report."{view}" LIMIT 200) AS v').fetchone()
            except psycopg.Error as error:
                wrong.append(f"{view}: {error}")
        check(not wrong, f"json_agg of every view, as a reader ({len(names)})", wrong)


def tiles():
    """As pg_tileserv looks for functions: (z, x, y integer) that return bytea, that one may execute."""
    with as_("dasbor", autocommit=True) as db:
        found = db.execute("""SELECT n.nspname || '.' || p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
          WHERE p.prorettype = 'bytea'::regtype AND p.proargtypes[0] = 23 AND p.proargtypes[1] = 23 AND p.proargtypes[2] = 23
            AND p.proargnames[1:3] = ARRAY['z', 'x', 'y'] AND has_schema_privilege(n.oid, 'USAGE') AND has_function_privilege(p.oid, 'EXECUTE')""").fetchall()
        check(("dkis.incident_tile",) in found, "pg_tileserv finds dkis.incident_tile for a reader", found)
        place = db.execute("SELECT latitude, longitude FROM dkis_report.insiden_peta LIMIT 1").fetchone()
        tile = db.execute("""SELECT dkis.incident_tile(12, floor((%s + 180) / 360 * 4096)::int,
          floor((1 - ln(tan(radians(%s)) + 1 / cos(radians(%s))) / pi()) / 2 * 4096)::int)""", (place[1], place[0], place[0])).fetchone()[0]
        check(b"insiden" in tile, f"the tile over an incident has the layer insiden ({len(tile)} bytes)", tile[:60])


def opens(db, title):
    return db.execute("INSERT INTO dkis.cases (sop, title) VALUES ('13', %s) RETURNING id", (title,)).fetchone()[0]


def retries():
    again = snippet("ulangi.py")["ulangi"]
    with as_("aplikasi", options="-c dkis.actor=budi") as db, as_("aplikasi", autocommit=True, options="-c dkis.actor=budi") as other:
        case = opens(other, "Bertabrakan")
        tries = []

        def work(db):
            db.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            db.execute("SELECT title FROM dkis.cases WHERE id = %s", (case,))
            if not tries:
                other.execute("UPDATE dkis.cases SET title = 'Orang lain' WHERE id = %s", (case,))
            tries.append(1)
            db.execute("UPDATE dkis.cases SET title = title || ', lagi' WHERE id = %s", (case,))
            return db.execute("SELECT title FROM dkis.cases WHERE id = %s", (case,)).fetchone()[0]

        title = again(db, work)
        check(len(tries) == 2 and title == "Orang lain, lagi", "40001: the transaction is done again and succeeds", (tries, title))
        told = []

        def refused(db):
            told.append(1)
            db.execute("UPDATE dkis.case_steps SET outcome = 'Ngawur' WHERE case_id = %s", (case,))

        try:
            again(db, refused)
        except psycopg.Error as error:
            check(error.sqlstate == "SP001" and len(told) == 1 and error.diag.message_hint, "SP001 is a refusal, not tried again", (error.sqlstate, told))


def pooled():
    """PgBouncer hands one session to one client after another."""
    heard = []

    def client():
        db = psycopg.connect(host="127.0.0.1", port=os.environ["POOL_PORT"], user="aplikasi", prepare_threshold=None)
        db.add_notice_handler(lambda notice: heard.append(notice.message_primary))
        return db

    with client() as first, client() as second:
        with first.transaction():
            first.execute("SET LOCAL dkis.actor = 'budi'")
            opens(first, "Lewat pooler")
        with second.transaction():
            check(second.execute("SELECT current_setting('dkis.actor')").fetchone() == ("",), "PgBouncer, mode transaksi: SET LOCAL ends with its transaction")
            opens(second, "Orang kedua")
        check(not heard, "and nothing is warned of", heard)
        with first.transaction():
            first.execute("SET dkis.actor = 'budi'")
        with second.transaction():
            opens(second, "Atas nama siapa?")
        check(any("dkis.actor masih" in message for message in heard), "a plain SET of dkis.actor that another client would act under is noticed", heard)
        with second.transaction():
            second.execute("RESET dkis.actor")


def listens():
    """docs/aplikasi.md's consumer, over a restart of the server."""
    with as_("postgres", autocommit=True) as db:
        db.execute("DELETE FROM dkis.notifications")
    heard = HERE / "dengar.out"
    with heard.open("w") as out:
        consumer = subprocess.Popen([sys.executable, str(HERE / "dengar.py")], stdout=out, stderr=out, env={**os.environ, "PGUSER": "aplikasi"})
    said = ""

    def hears(word, seconds=30):
        nonlocal said
        for _ in range(seconds * 5):
            said = heard.read_text()
            if word in said:
                return True
            time.sleep(0.2)
        return False

    def notice(subject):
        with as_("postgres", autocommit=True) as db:
            db.execute("INSERT INTO dkis.notifications (kind, subject, body, performer) VALUES ('tugas baru', %s, 'Uji', 'ppid')", (subject,))
            db.execute("NOTIFY dkis")

    notice("sebelum")
    check(hears("sebelum"), "a LISTEN consumer takes what is to be sent", said)
    subprocess.run(os.environ["RESTART"], shell=True, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    check(hears("menyambung lagi"), "it notices that the server went", said)
    notice("sesudah")
    check(hears("sesudah"), "and goes on after the restart", said)
    consumer.kill()


for subject in (json_of_every_view, tiles, retries, pooled, listens):
    try:
        subject()
    except Exception as error:  # one that breaks off is a failure, the others go on
        check(False, subject.__name__, repr(error))
