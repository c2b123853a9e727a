"""numpy's busday_offset and pandas' CustomBusinessHour beside the same questions
in SQL, in turns.

usage: others.py PSQL...   (a psql of the database that calendar.sql filled)
"""
import statistics
import subprocess
import sys
import time

import numpy as np

PSQL = sys.argv[1:]
ROUNDS = 9


def sql(text):
    return subprocess.run(PSQL + ["-qXAt"], input=text, capture_output=True, text=True, check=True).stdout.split()


def server_ns(expression, rows):
    """Per row: the query with expression, less the same with a bare column."""
    timed = [f"SELECT clock_timestamp() AS t \\gset\nSELECT count({e}) FROM asked \\g /dev/null\n"
             "SELECT extract(epoch FROM clock_timestamp() - :'t');\n" for e in ("day", expression)]
    head = "SET max_parallel_workers_per_gather = 0; SET jit = off; SET client_min_messages = warning;\n"
    _, _, bare, whole = map(float, sql(head + "".join(timed + timed)))
    return (whole - bare) / rows * 1e9, whole / rows * 1e9


def own_ns(question, rows):
    started = time.perf_counter()
    question()
    return (time.perf_counter() - started) / rows * 1e9


def line(what, ratios, ours, theirs, target=""):
    ratio = statistics.median(ratios)
    verdict = ("ok" if ratio <= 3 else "MISSED") if target else ""
    print(f" {what:<58} | {ratio:9.3f} | {target:6} | {verdict:6} | {statistics.median(ours):9.1f} | {statistics.median(theirs):9.1f}")


def against_numpy(holidays):
    days = np.array(sql("SELECT day FROM asked"), dtype="datetime64[D]")
    offsets = np.full(len(days), 30)
    calendar = np.busdaycalendar(holidays=holidays)
    net, whole, theirs = [], [], []
    for _ in range(ROUNDS):
        a, b = server_ns("dkis.add_workdays(day, 30)", len(days))
        net.append(a)
        whole.append(b)
        theirs.append(own_ns(lambda: np.busday_offset(days, offsets, roll="backward", busdaycal=calendar), len(days)))
    line("add_workdays(day, 30) against numpy busday_offset", [a / b for a, b in zip(net, theirs)], net, theirs, "<= 3")
    line("the same with reading the row", [a / b for a, b in zip(whole, theirs)], whole, theirs)


def against_pandas(holidays):
    import pandas as pd

    hours = pd.offsets.CustomBusinessHour(start=["07:30", "13:00"], end=["12:00", "16:00"], holidays=list(holidays), n=10)
    starts = pd.to_datetime(sql("SELECT to_char(at AT TIME ZONE 'Asia/Jakarta', 'YYYY-MM-DD\"T\"HH24:MI:SS') FROM asked LIMIT 2000"))
    rows = int(sql("SELECT count(*) FROM asked")[0])
    ours = [server_ns("dkis.add_worktime(at, '10:00')", rows)[0] for _ in range(3)]
    theirs = [own_ns(lambda: [start + hours for start in starts], len(starts)) for _ in range(3)]
    line("pandas CustomBusinessHour against add_worktime, 10 hours", [b / a for a, b in zip(ours, theirs)], theirs, ours)


holidays = np.array(sql("SELECT DISTINCT day FROM dkis.holidays WHERE calendar = 'kantor'"), dtype="datetime64[D]")
print(f" {'outside the server, per element':<58} | {'ratio':>9} | target | verdict| ns        | against_ns")
against_numpy(holidays)
try:
    against_pandas(holidays)
except ImportError:
    print(" no pandas here")
