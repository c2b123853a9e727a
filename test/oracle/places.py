"""Places read by the domain against a second reader.

usage: places.py LIBRARY TABLE   (src/core compiled as a shared library; test/data/places.tsv)

Three questions, a line of TAP each. Of texts written here from random places: is what
is taken from them no farther off than they are precise? Of the table, and of texts
damaged at random: does what is taken stand in the text at all, read number by number
in any order that makes sense? No place is made of what was never said.
"""
import ctypes
import itertools
import math
import random
import re
import sys
import urllib.parse

DEGREE = 111320.0  # metres
ALPHABET = "23456789CFGHJMPQRVWX"


class Location(ctypes.Structure):
    _fields_ = [("version", ctypes.c_uint8), ("source", ctypes.c_uint8), ("flags", ctypes.c_uint16),
                ("reserved", ctypes.c_uint32), ("longitude", ctypes.c_double),
                ("latitude", ctypes.c_double), ("uncertainty", ctypes.c_double)]


class Error(ctypes.Structure):
    _fields_ = [("sqlstate", ctypes.c_char * 6), ("message", ctypes.c_char * 256),
                ("detail", ctypes.c_char * 512), ("hint", ctypes.c_char * 1024)]


core = ctypes.CDLL(sys.argv[1])
core.location_parse.restype = ctypes.c_bool
core.location_parse.argtypes = [ctypes.c_char_p, ctypes.c_size_t, ctypes.POINTER(Location),
                                ctypes.POINTER(Error)]


def taken(text):
    """(latitude, longitude, metres or None); None where it is refused."""
    location, error = Location(), Error()
    data = text.encode("utf-8", "surrogateescape")
    if not core.location_parse(data, len(data), location, error):
        return None
    return location.latitude, location.longitude, location.uncertainty if location.flags else None


def metres(a, b):
    across = math.remainder(a[1] - b[1], 360) * math.cos(math.radians(a[0]))
    return math.hypot(a[0] - b[0], across) * DEGREE


# ---- the second reader: everything that a text can mean -----------------------------

DASHES = dict.fromkeys(map(ord, "\u2212\u2013\u2010\u2011\u2012\ufe63\uff0d"), "-")


def plus_code(code):
    digits = [ALPHABET.index(c) for c in code.upper().replace("+", "").split("0")[0]][:15]
    lat, lon, high, wide = -90.0, -180.0, 400.0, 400.0
    for i, digit in enumerate(digits):
        if i >= 10:
            high, wide = high / 5, wide / 4
            lat, lon = lat + digit // 4 * high, lon + digit % 4 * wide
        elif i % 2 == 0:
            high /= 20
            lat += digit * high
        else:
            wide /= 20
            lon += digit * wide
    return lat + high / 2, lon + wide / 2


def short_link(code):
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_~"
    bits = "".join(f"{letters.index(c.replace('@', '~')):06b}" for c in code.rstrip("-"))[:72]
    x, y = bits[0::2], bits[1::2]
    return ((int(y, 2) + 0.5) / 2 ** len(y) * 180 - 90, (int(x, 2) + 0.5) / 2 ** len(x) * 360 - 180)


def unpacked(digits):
    bits = sum(byte << 8 * i for i, byte in enumerate(bytes.fromhex(digits)))
    return "".join(chr(bits >> 7 * i & 127) for i in range(len(digits) * 4 // 7))


def angles(text):
    """Every angle that up to three numbers in a row can be, on either side of zero."""
    for mark in (r"\.", ","):
        numbers = [float(n.replace(",", ".")) for n in re.findall(rf"\d+(?:{mark}\d+)?", text)][:40]
        for i, first in enumerate(numbers):
            sizes = [first]
            if i + 1 < len(numbers) and numbers[i + 1] < 60:
                sizes.append(first + numbers[i + 1] / 60)
                if i + 2 < len(numbers) and numbers[i + 2] < 60:
                    sizes.append(sizes[1] + numbers[i + 2] / 3600)
            for size in sizes:
                yield size


def meanings(text):
    text = text.translate(DASHES)
    forms = {text, urllib.parse.unquote(text), urllib.parse.unquote_plus(text)}
    if re.fullmatch(r"\s*(?:[0-9A-Fa-f]{2})+\s*", text):
        forms.add(unpacked(text.strip()))
    for form in forms:
        for code in re.findall(rf"(?i)[{ALPHABET}0]{{8}}[+ ](?:[{ALPHABET}]{{2,}})?", form):
            if "0" not in code or re.fullmatch(rf"(?i)[{ALPHABET}]+0*\+", code):
                yield plus_code(code.replace(" ", "+"))
        for code in re.findall(r"/go/([A-Za-z0-9_~@]+-*)", form):
            yield short_link(code)
        values = sorted(set(a for a in angles(form) if a <= 180))
        for a, b in itertools.product(values, values):
            for x, y in ((a, b), (a, -b), (-a, b), (-a, -b)):
                if abs(x) <= 90:
                    yield x, y


def is_said(text, place):
    reach = max(place[2] or 0, 0.5)
    if abs(place[0]) == 90:
        return any(abs(m[0] - place[0]) * DEGREE <= reach for m in meanings(text))
    return any(metres(m, place) <= reach for m in meanings(text))


# ---- texts written from a place -----------------------------------------------------


def dms(value, letters, seconds, mark="."):
    whole, size = int(abs(value)), abs(value)
    minutes = int((size - whole) * 60)
    rest = round((size - whole - minutes / 60) * 3600, seconds)
    if rest >= 60:
        rest = 59.99
    return f"{whole}\u00b0{minutes:02d}'{rest:.{seconds}f}\"{letters[value < 0]}".replace(".", mark)


def picture(zoom, lat):
    return 500 * 156543.03 * math.cos(math.radians(lat)) / 2 ** zoom


def aml(lat, lon, digits, rd):
    return f'A"ML=1;lt={lat:+.5f};lg={lon:+.5f};rd={rd};top=20260224101500;lc=68;pm=G;si=510101234567890;ei=353472104343540;mcc=510;mnc=10;ml=130'


def packed(text):
    bits = sum(ord(c) << 7 * i for i, c in enumerate(text))
    return bits.to_bytes((len(text) * 7 + 7) // 8, "little").hex()


def encoded(lat, lon):
    row, column = math.floor((lat + 90) * 8000), math.floor((lon + 180) * 8000)
    digits = ""
    for _ in range(5):
        digits = ALPHABET[row % 20] + ALPHABET[column % 20] + digits
        row, column = row // 20, column // 20
    return digits[:8] + "+" + digits[8:]


PAIR = "{0:.6f},{1:.6f}"
# each: the text, and how many metres it may be off by the way it is written
FORMS = [
    *[lambda a, o, z, f=f: (f.format(a, o), 0.2) for f in (
        "{0:.6f}, {1:.6f}", PAIR, "({0:.6f} {1:.6f})", "{0:.6f}; {1:.6f}", "Koordinat: {0:.6f}, {1:.6f}.", "*{0:.6f}, {1:.6f}*",
        "lat={0:.6f}, lon={1:.6f}", "Lintang {0:.6f} Bujur {1:.6f}", "geo:{0:.6f},{1:.6f}", "geo:{0:.6f},{1:.6f};u=20",
        "geo:0,0?q={0:.6f},{1:.6f}(Rumah)", "https://maps.google.com/?q={0:.6f},{1:.6f}", "https://maps.google.com/maps?q={0:.6f}%2C{1:.6f}&z=17&hl=id",
        "https://www.google.com/maps/search/?api=1&query={0:.6f}%2C{1:.6f}", "https://www.google.com/maps/place/{0:.6f},{1:.6f}",
        "https://www.google.com/maps/place/X/@-6.7,108.5,15z/data=!3m1!4b1!8m2!3d{0:.6f}!4d{1:.6f}", "https://www.google.com/maps/dir//{0:.6f},{1:.6f}",
        "https://www.openstreetmap.org/?mlat={0:.6f}&mlon={1:.6f}#map=17/-6.7/108.5", "https://maps.apple.com/?ll={0:.6f},{1:.6f}&q=Rumah",
        "https://maps.apple.com/place?coordinate={0:.6f},{1:.6f}", "https://waze.com/ul?ll={0:.6f}%2C{1:.6f}&navigate=yes",
        "https://www.waze.com/live-map/directions?to=ll.{0:.6f}%2C{1:.6f}", "https://share.here.com/l/{0:.6f},{1:.6f},Rumah?z=17",
        "https://www.bing.com/maps?sp=point.{0:.6f}_{1:.6f}_Rumah", "https://www.bing.com/maps?where1={0:.6f},{1:.6f}",
        "Saya di sini https://maps.google.com/?q={0:.6f},{1:.6f} tolong", "Kebakaran\n{0:.6f}, {1:.6f}\ncepat",
        "POINT({1:.6f} {0:.6f})", "SRID=4326;POINT Z ({1:.6f} {0:.6f} 12)", '{{"type": "Point", "coordinates": [{1:.6f}, {0:.6f}]}}',
        '{{"lat": {0:.6f}, "lng": {1:.6f}}}', "v=1&location_latitude={0:.6f}&location_longitude={1:.6f}&location_accuracy=20&x=1",
        'A"ML=2;en=112;lo={0:.6f},{1:.6f},20.1;lt=5;ls=F;lg=id-ID')],
    lambda a, o, z: (f"{a:.6f}".replace(".", ",") + "; " + f"{o:.6f}".replace(".", ","), 0.2),
    lambda a, o, z: (f"\u2212{abs(a):.5f}, {o:.5f}" if a < 0 else f"{a:.5f}, {o:.5f}", 1.2),
    lambda a, o, z: (f"{dms(a, 'NS', 2)} {dms(o, 'EW', 2)}", 0.6),
    lambda a, o, z: (f"{dms(a, ('LU', 'LS'), 2, ',')}, {dms(o, ('BT', 'BB'), 2, ',')}", 0.6),
    lambda a, o, z: (f"{abs(a):.6f} {'LS' if a < 0 else 'LU'} {abs(o):.6f} {'BB' if o < 0 else 'BT'}", 0.2),
    lambda a, o, z: (f"https://www.google.com/maps/@{a:.6f},{o:.6f},{z}z", picture(z, a) + 2),
    lambda a, o, z: (f"https://www.openstreetmap.org/#map={z}/{a:.6f}/{o:.6f}", picture(z, a) + 2),
    lambda a, o, z: (aml(a, o, 5, 35), 35),
    lambda a, o, z: (packed(aml(a, o, 5, 35)), 35),
    lambda a, o, z: (encoded(a, o), 12),
    lambda a, o, z: ("Koordinat: " + encoded(a, o).lower(), 12),
    lambda a, o, z: ("https://plus.codes/" + encoded(a, o), 12),
]


def written(dice):
    while True:
        lat, lon = round(dice.uniform(-85, 85), 6), round(dice.uniform(-180, 180), 6)
        if abs(lat) > 0.001 and abs(lon) > 0.001:
            break
    form = dice.choice(FORMS)
    text, off = form(lat, lon, dice.randint(3, 20))
    return (lat, lon), text, off


def damaged(dice, text):
    """Cut, doubled, swapped, with a stroke too few or too many."""
    for _ in range(dice.randint(1, 3)):
        at = dice.randrange(len(text)) if text else 0
        text = dice.choice((
            lambda: text[:at], lambda: text[at:], lambda: text[:at] + text[at + 1:],
            lambda: text[:at] + dice.choice("0123456789.,;-+ ") + text[at:],
            lambda: text[:at] + text[at + 1:at + 2] + text[at:at + 1] + text[at + 2:],
            lambda: text[:at] + text[at:at + 8] + text[at:]))()
    return text


def answer(name, wrong, count):
    print(f"{'not ok' if wrong else 'ok'} - {name}: {count}")
    for line in wrong[:10]:
        print(f"# {line}")


def main():
    dice = random.Random(20260224)
    wrong = []
    for _ in range(20000):
        truth, text, off = written(dice)
        place = taken(text)
        if place is None:
            wrong.append(f"refused: {text!r}")
        elif metres(place, truth) > max(off, place[2] or 0):
            wrong.append(f"{text!r}: {place}, {metres(place, truth):.1f} m off")
    answer("written here", wrong, 20000)

    wrong, count = [], 0
    for line in open(sys.argv[2], encoding="utf-8"):
        if not line.startswith("#"):
            text = re.sub(r"\\(.)", lambda m: {"n": "\n", "t": "\t"}.get(m[1], m[1]), line.rstrip("\n").rsplit("\t", 1)[0])
            place = taken(text)
            count += place is not None
            if place and not is_said(text, place):
                wrong.append(f"{text!r}: {place}")
    answer("of the table", wrong, "enough" if count > 250 else count)

    wrong, count = [], 0
    for _ in range(20000):
        text = damaged(dice, written(dice)[1])
        place = taken(text)
        count += place is not None
        if place and not is_said(text, place):
            wrong.append(f"{text!r}: {place}")
    answer("damaged", wrong, "enough" if count > 2000 else count)


main()
