"""Working days of the domain against numpy's, over random calendars.

usage: workdays.py LIBRARY   (src/core compiled as a shared library)

Prints one line of TAP per calendar. numpy counts n > 0 from the last working
day on or before the date (roll='backward'), n < 0 from the first on or after.
"""
import ctypes
import sys

import numpy as np

FIRST, LAST = -36524, 73413  # 1900-01-01, 2200-12-31
ROUNDS, PER_ROUND = 100, 10500
EPOCH = np.datetime64("2000-01-01")


class Hours(ctypes.Structure):
    _fields_ = [("first", ctypes.c_int32), ("until", ctypes.c_int32), ("weekday", ctypes.c_int),
                ("opens", ctypes.c_int64), ("closes", ctypes.c_int64)]


class Holiday(ctypes.Structure):
    _fields_ = [("day", ctypes.c_int32), ("kind", ctypes.c_int), ("name", ctypes.c_char_p),
                ("decree", ctypes.c_char_p)]


class Offset(ctypes.Structure):
    _fields_ = [("since", ctypes.c_int64), ("seconds", ctypes.c_int32)]


class Source(ctypes.Structure):
    _fields_ = [("code", ctypes.c_char_p), ("always_open", ctypes.c_bool), ("joint_leave_is_work", ctypes.c_bool),
                ("offsets", ctypes.POINTER(Offset)), ("offset_count", ctypes.c_int),
                ("hours", ctypes.POINTER(Hours)), ("hours_count", ctypes.c_int),
                ("holidays", ctypes.POINTER(Holiday)), ("holiday_count", ctypes.c_int)]


def days(numbers):
    return EPOCH + numbers.astype("timedelta64[D]")


def build(core, mask, holidays, error):
    weekdays = [i + 1 for i in range(7) if mask[i]]
    hours = (Hours * len(weekdays))(*[Hours(-2**31, 2**31 - 1, w, 8 * 3600 * 10**6, 16 * 3600 * 10**6) for w in weekdays])
    rows = (Holiday * max(1, len(holidays)))(*[Holiday(int(d), 0, b"x", None) for d in holidays])
    offsets = (Offset * 1)(Offset(-2**63, 7 * 3600))
    source = Source(b"uji", False, False, offsets, 1, hours, len(weekdays), rows, len(holidays))
    return ctypes.c_void_p(core.calendar_build(ctypes.byref(source), error))


def wrong_sums(core, calendar, start, n, calendar_of_numpy, error):
    expected = np.empty(len(n), "datetime64[D]")
    for chosen, roll in ((n > 0, "backward"), (n <= 0, "forward")):
        expected[chosen] = np.busday_offset(days(start[chosen]), n[chosen], roll=roll, **calendar_of_numpy)
    expected = (expected - EPOCH).astype(int)
    found, wrong = ctypes.c_int32(), 0
    for i in range(len(n)):
        if core.calendar_add_workdays(calendar, int(start[i]), int(n[i]), ctypes.byref(found), error):
            wrong += found.value != expected[i]
        else:
            wrong += FIRST <= expected[i] <= LAST
    return wrong


def wrong_counts(core, calendar, a, b, calendar_of_numpy, error):
    low, high = np.minimum(a, b), np.maximum(a, b)
    expected = np.busday_count(days(low + 1), days(high + 1), **calendar_of_numpy) * np.where(a <= b, 1, -1)
    found, wrong = ctypes.c_int32(), 0
    for i in range(len(a)):
        core.calendar_workdays_between(calendar, int(a[i]), int(b[i]), ctypes.byref(found), error)
        wrong += found.value != expected[i]
    return wrong


def main():
    core = ctypes.CDLL(sys.argv[1])
    core.calendar_build.restype = ctypes.c_void_p
    error = ctypes.create_string_buffer(4096)
    random = np.random.default_rng(3274)
    print(f"1..{ROUNDS}")
    for round_ in range(ROUNDS):
        dense = round_ % 2 == 0  # holidays and dates crowded into eleven years
        mask = random.random(7) < 0.7
        mask[0] |= not mask.any()
        holidays = np.unique(random.integers(*((8000, 12000) if dense else (FIRST, LAST)), int(random.integers(0, 3000))))
        start = random.integers(*((7900, 12100) if dense else (-30000, 65000)), PER_ROUND)
        n = random.integers(-60, 60, PER_ROUND)
        n[::7] = random.integers(-4000, 4000, len(n[::7]))
        calendar = build(core, mask, holidays, error)
        of_numpy = {"weekmask": mask, "holidays": days(holidays)}
        wrong = wrong_sums(core, calendar, start, n, of_numpy, error)
        end = start + random.integers(-90, 90, PER_ROUND)
        end[::2] = random.integers(-30000, 65000, len(end[::2]))
        wrong += wrong_counts(core, calendar, start, end, of_numpy, error)
        core.calendar_free(calendar)
        print(f"{'ok' if wrong == 0 else 'not ok'} {round_ + 1} - {2 * PER_ROUND} answers, {wrong} wrong", flush=True)


main()
