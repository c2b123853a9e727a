"""Counts the days of test/data/law.tsv slowly, minute by minute and day by day, from the
joint decrees of 2025 and 2026 and Perpres 21/2023. Knows nothing of dkis.

    law.py law.tsv      prints "ok ..." for each row that says how it was counted, else "not ok ..."
"""
import re
import sys
from datetime import date, datetime, time, timedelta

DECREED = {
    2025: "0101 0127 0128 0129 0328 0329 0331 0401 0402 0403 0404 0407 0418 0420 0501 0512 0513 0529 0530 0601 0606 0609 0627"
          " 0817 0818 0905 1225 1226",
    2026: "0101 0116 0216 0217 0318 0319 0320 0321 0322 0323 0324 0403 0405 0501 0514 0515 0527 0528 0531 0601 0616 0817 0825"
          " 1224 1225",
}
HOLIDAYS = {date(year, int(d[:2]), int(d[2:])) for year, days in DECREED.items() for d in days.split()}
RAMADAN = [(date(2025, 3, 1), date(2025, 3, 30)), (date(2026, 2, 19), date(2026, 3, 20))]


def clock(words):
    return [tuple(time(int(t[:2]), int(t[3:])) for t in span.split("-")) for span in words.split()]


def hours(day):
    friday = day.weekday() == 4
    if any(a <= day <= b for a, b in RAMADAN):
        return clock("08:00-11:30 12:30-15:30" if friday else "08:00-12:00 12:30-15:00")
    return clock("07:30-11:30 13:00-16:30" if friday else "07:30-12:00 13:00-16:00")


class Office:
    def __init__(self):
        self.decrees = set()

    def works(self, day):
        return day.weekday() < 5 and day not in HOLIDAYS and day not in self.decrees

    def close(self, day):
        while not self.works(day):
            day += timedelta(1)
        return datetime.combine(day, hours(day)[-1][1])

    def open_at(self, at):
        return self.works(at.date()) and any(a <= at.time() < b for a, b in hours(at.date()))

    def minutes(self, at, n, step=timedelta(minutes=1)):
        while n > 0:
            if self.open_at(at):
                n -= 1
            at += step
        return at

    def between(self, a, b):
        n = 0
        while a < b:
            n += self.open_at(a)
            a += timedelta(minutes=1)
        return n

    def workdays(self, at, n):
        """The close of the n-th working day after that day, and which days counted."""
        day, counted = at.date(), []
        while len(counted) < n:
            day += timedelta(1)
            if self.works(day):
                counted.append(day)
        due = self.close(day)
        if due <= at:
            due = self.close(day + timedelta(1))
        return due, counted

    def days(self, at, n):
        return self.close(at.date() + timedelta(n))

    def count(self, start, terms):
        at, counted = start, []
        for n, unit in terms:
            if unit == "hari kerja":
                at, more = self.workdays(at, n)
                counted += more
            elif unit == "hari":
                at = self.days(at, n)
            else:
                at = self.minutes(at, n)
        return at, counted


def days_by_hand(words, year):
    days, month, last = [], None, 0
    for word in words.split():
        if word.endswith(":"):
            month = int(word[:-1])
            if month < last:
                year += 1
            last = month
        else:
            days.append(date(year, month, int(word)))
    return days


def back(office, start, due, quarter):
    """A quarter of the working time before the deadline, to half a minute."""
    total = office.between(start, due)
    seconds = int(total * 60 * quarter)
    at = due
    while seconds > 0:
        at -= timedelta(seconds=30)
        if office.open_at(at):
            seconds -= 30
    return at


def main(path):
    office = Office()
    for n, line in enumerate(open(path, encoding="utf-8"), 1):
        line = line.rstrip("\n")
        if line.startswith("=="):
            office = Office()
        fields = (line.split("\t") + [""] * 7)[:7]
        for day in re.findall(r"keputusan (\d{4}-\d\d-\d\d)", fields[2]):
            office.decrees.add(date.fromisoformat(day))
        if not fields[6] or line.startswith(("#", "==")):
            continue
        kind, start, terms, by_hand = re.fullmatch(r"(75% |24 )?(\d{4}-\d\d-\d\d \d\d:\d\d)((?: \+ \d+ (?:hari kerja|hari|menit))+)(?:: (.*))?",
                                                   fields[6]).groups()
        start = datetime.fromisoformat(start)
        terms = [(int(t), unit) for t, unit in re.findall(r"\+ (\d+) (hari kerja|hari|menit)", terms)]
        if kind == "24 ":
            due, counted = start + timedelta(minutes=terms[0][0]), []
        else:
            due, counted = office.count(start, terms)
        if kind == "75% ":
            due = back(office, start, due, 0.25)
        answers = re.findall(r"\d{4}-\d\d-\d\d(?: \d\d:\d\d(?::\d\d)?)?", fields[4])
        mine = due.strftime("%Y-%m-%d %H:%M:%S")
        right = bool(answers) and mine.startswith(answers[0])
        if by_hand is not None:
            right = right and days_by_hand(by_hand, start.year) == counted
        print("%s %d %s: %s" % ("ok" if right else "not ok", n, fields[3], fields[4]) +
              ("" if right else " but %s %s" % (mine, [str(d) for d in counted])))


main(sys.argv[1])
