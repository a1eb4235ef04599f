"""Whether words say the days that a record gives for them, for evidence.py: weekdays, days, months and years must agree, and words such as "yesterday" must
lie where they can from the report's own day.

Written apart from the program, so that a fault there is not repeated here; only the calendar's word lists are shared. Standard library only.
"""
import calendar
import collections
import dataclasses
import datetime
import functools
import pathlib
import re
import tomllib

DATA = pathlib.Path(__file__).resolve().parents[1] / "crates/ground/data/calendar.toml"
DAY = datetime.timedelta(days=1)
EVER = (datetime.date.min, datetime.date.max)
NUMBERS = "one two three four five six seven eight nine ten eleven twelve".split()
# Words whose day is counted from the report's own: first and last day after it. A day of slack before it: a report may be dated the day after it was written.
NEAR = {"today": (-1, 0), "tonight": (-1, 0), "overnight": (-2, 0), "yesterday": (-2, -1), "tomorrow": (1, 2), "now": (-1, 0), "currently": (-1, 0),
        "last night": (-2, 0), "this (?:morning|afternoon|evening)": (-1, 0), "hours (?:ago|earlier|before)": (-2, 0), "minutes ago": (-1, 0),
        "(?:earlier|later) in the day": (-1, 0), "so far": (-1, 0)}
# Words whose day is counted from any day that the report tells of, and how many days from it.
TOLD = [(r"\b(?:previous|preceding|prior) (?:day|night|evening)|\bday (?:before|earlier)|\b(?:night|evening) before|\beve\b", -1),
        (r"\b(?:next|following) (?:day|morning|night|evening)|\bday (?:after|later)|\b(?:morning|night) after", 1),
        (r"\b(?:same|that|this|the) (?:day|date|night|morning|evening|afternoon|time)\b|\bthen\b|\bat the time\b", 0)]
PARTS = re.compile(r"\b(?:morning|afternoon|evening|night|dawn|dusk|noon|midday|midnight|sunset|sunrise|daybreak|nightfall|hours?|minutes?|seconds?|moments?|"
                   r"(?:\d\d? ?)?[ap]\.?m|o.clock|\d\d?[:.]\d\d(?: ?[ap]m)?|\d{3,4} ?(?:hrs|gmt|utc|local))\b")
# "Last month": which month, counted from the day's own.
WHICH = {"this": [0], "current": [0], "last": [-1], "past": [-1], "previous": [-1], "next": [1], "coming": [1], "following": [1], "recent": [-1, 0], "the": [-1, 0]}
BEFORE_A_MONTH = {"in", "since", "until", "of", "early", "late", "mid", "last", "next", "from", "to", "and", "by"}  # others may go before "may" and "march"
SEASONS = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "fall": (9, 11), "winter": (12, 2)}
UNITS = {"hour": 1 / 24, "day": 1, "week": 7, "fortnight": 14, "month": 30.5, "year": 365.25, "decade": 3652.5}
EXACT = {"hour": 1, "day": 1, "weekend": 2, "week": 2, "fortnight": 2, "month": 3, "season": 4, "quarter": 4, "year": 5, "decade": 6}
# Words that let a range be less than the month or year that is named, or go on from it.
HEDGE = re.compile(r"\b(?:early|mid|late|later|earlier|middle|beginning|start|end|since|until|till|from|by|before|after|first|second|"
                   r"last (?!week|month|year|decade|quarter)|half|part|days|through|between|to|onwards?|began|within|during)\b|-")
OPEN = re.compile(r"\b(?:since|from|over|past|last|within|until|till|so far|still|during|ongoing|for|starting|began|present|now|in the)\b")


@functools.cache
def words():
    """Months, weekdays (1 to 7), holidays, ordinals."""
    with open(DATA, "rb") as f:
        c = tomllib.load(f)
    return {**c["short_months"], **c["months"]}, {**c["short_weekdays"], **c["weekdays"]}, c["holidays"], c["ordinals"]


@dataclasses.dataclass(frozen=True)
class Window:
    """Days that words may mean. `level`: how exact they are (EXACT). `unit`: a range given for them is all of it, unless it is hedged."""
    first: datetime.date
    last: datetime.date
    level: int
    unit: bool = False

    def holds(self, day):
        return self.first <= day <= self.last


def iso(text):
    """The date of an ISO 8601 date or time, or None."""
    try:
        return datetime.date.fromisoformat((text or "")[:10])
    except ValueError:
        return None


def shift(day, days):
    try:
        return day + round(days) * DAY
    except OverflowError:
        return datetime.date.min if days < 0 else datetime.date.max


def own_days(published, text):
    """The days that a report may count from: when it was published, and the first whole date of its opening lines."""
    return [d for d in (iso(published), next((d for d, _, _ in dated(text[:250].lower())), None)) if d]


def dated(text):
    """Whole dates in a text, in lower case: (date, start, end)."""
    months = words()[0]
    name = "|".join(sorted(months, key=len, reverse=True))
    forms = [(rf"\b(\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?[\s\-.]*({name})\b[.,\-]?\s*(\d{{4}})\b", lambda m: (m[3], months[m[2]], m[1])),
             (rf"\b({name})\b\.?\s*(\d\d?)(?:st|nd|rd|th)?,?\s*(?:at\s[\d:.apm\s]+,?\s*)?(\d{{4}})\b", lambda m: (m[3], months[m[1]], m[2])),
             (r"\b(\d{4})[-/](\d\d?)[-/](\d\d?)\b", lambda m: (m[1], m[2], m[3])),
             (r"\b(\d\d?)[./\-](\d\d?)[./\-](\d{4})\b", lambda m: (m[3], m[2], m[1])),
             (r"\b(\d\d?)[./](\d\d?)[./](\d{4})\b", lambda m: (m[3], m[1], m[2]))]
    out = []
    for form, order in forms:
        for m in re.finditer(form, text):
            try:
                out.append((datetime.date(*map(int, order(m))), m.start(), m.end()))
            except ValueError:
                pass
    return sorted(out, key=lambda x: x[1])


def unit(day, name, k=0):
    """First and last day of the week, month, year ... of a day, or of the k-th after it."""
    if name in ("week", "weekend"):
        monday = shift(day, 7 * k - day.weekday())
        return (shift(monday, 5), shift(monday, 6)) if name == "weekend" else (monday, shift(monday, 6))
    if name == "month":
        n = day.year * 12 + day.month - 1 + k
        return datetime.date(n // 12, n % 12 + 1, 1), datetime.date(n // 12, n % 12 + 1, calendar.monthrange(n // 12, n % 12 + 1)[1])
    size = 10 if name == "decade" else 1
    first = day.year // size * size + k * size
    return datetime.date(first, 1, 1), datetime.date(first + size - 1, 12, 31)


def holiday(year, rule):
    """The day of a holiday: month and day, or month, weekday and which of them, -1 the last."""
    if len(rule) == 2:
        return datetime.date(year, *rule)
    month, weekday, which = rule
    days = [d for k in range(1, calendar.monthrange(year, month)[1] + 1) for d in [datetime.date(year, month, k)] if d.isoweekday() == weekday]
    return days[which if which < 0 else which - 1]


class Said:
    """What words say of days. `windows`: the days that they may mean; `must`: kind (weekday, month, ...) to (words, test), some of which have to fit."""

    def __init__(self, text, own, told, ahead):
        self.own, self.told, self.ahead = own, told, ahead
        self.text = text = re.sub(r"\s+", " ", text.lower().replace("’", "'"))
        self.months, self.weekdays, self.holidays, self.ordinals = words()
        self.must, self.windows = collections.defaultdict(list), []
        whole = dated(text)
        if whole and not re.search(r"\b(?:day|week|month|year)s? (?:after|before|from|later|earlier|prior)\b", text):
            ends = {d for d, _, _ in whole}
            for d, s, _ in whole:  # "5-6 April 2031"
                first = re.search(r"\b(\d\d?)(?:st|nd|rd|th)? ?(?:-|–|and|to) ?$", text[:s])
                if first and 0 < int(first[1]) < d.day:
                    ends.add(d.replace(day=int(first[1])))
            self.must["date"] = [(str(d), lambda x, d=d: x == d) for d in sorted(ends)]
            self.windows += [Window(d, d, 1) for d in ends]
        self.bases = [*own, *told, *(d for d, _, _ in whole)]
        rest = "".join(" " if any(s <= i < e for _, s, e in whole) else c for i, c in enumerate(text))
        tokens = re.findall(r"[a-z]+|\d+(?:st|nd|rd|th)?", rest)
        years = [int(y) for y in re.findall(r"(?<![\d,.])((?:1[5-9]|20)\d\d)s?(?![\d,]|\.\d| ?(?:hrs|gmt|utc|local)\b)", rest)]
        years += [2000 + int(y) for y in re.findall(r"['‘](\d\d)\b(?!s)", rest)]
        for y in years:
            self.must["year"].append((str(y), lambda d, y=y: d.year == y))
        named = self.named_months(tokens, years)
        if years and not named:
            self.windows += [Window(*unit(datetime.date(y, 1, 1), "decade" if f"{y}s" in rest else "year"), 5, unit=True) for y in years]
        for m in re.finditer(r"\b(\d\d?)(?:st|nd|rd|th).century\b", text):
            first, last = (datetime.date(100 * (int(m[1]) - 1) + k, month, day) for k, month, day in ((0, 1, 1), (99, 12, 31)))
            self.must["century"].append((m[0], lambda d, a=first, z=last: a <= d <= z))
            self.windows.append(Window(first, last, 6, unit=True))
        self.weekday(tokens, bool(years or named or whole))
        self.near()
        self.counted()
        for name, (first, last) in SEASONS.items():
            if re.search(rf"\b{name}\b", text):
                for y in years or {d.year + k for d in [*own, *told] for k in (-1, 0)}:
                    end = datetime.date(y + (last < first), last, 28)
                    self.windows.append(Window(datetime.date(y, first, 1), shift(end, 25), 4))
        for name, rule in self.holidays.items():
            if re.search(rf"\b{name}\b", text):
                for y in years or {d.year + k for d in [*own, *told] for k in (-1, 0, 1)}:
                    days = holiday(y, rule)
                    self.windows.append(Window(shift(days, -3 * ("weekend" in text)), days, 1))

    def named_months(self, tokens, years):
        """Months by name, with the days beside them ("3 and 4 May", "May 3"); the year that is named, or one near the report's day."""
        number = lambda t: (int(re.match(r"\d+", t)[0]) if t[:1].isdigit() else self.ordinals.get(t, 0)) if t else 0
        at = lambda i: tokens[i] if 0 <= i < len(tokens) else ""
        found = []
        for i, t in enumerate(tokens):
            if t not in self.months:
                continue
            days = [n for n in (number(at(i + 1)), number(at(i - 1)) or number(at(i - 2)) * (at(i - 1) == "of")) if 0 < n < 32][:1]
            for k in (2, 3, -2, -3):  # "5-6 April", "April 5 and 6"
                if days and at(i + k)[:1].isdigit() and 0 < number(at(i + k)) < 32 and (abs(k) == 2 or at(i + k - k // abs(k)) in ("and", "to", "or")):
                    days.append(number(at(i + k)))
            verb = t in ("may", "mar", "march") and len(tokens) > 1 and at(i - 1) not in BEFORE_A_MONTH
            if days or years or not verb:
                found.append((self.months[t], days))
        for month, days in found:
            self.must["month"].append((calendar.month_name[month], lambda d, m=month: d.month == m))
            self.must["day"] += [(f"the {n}.", lambda d, n=n: d.day == n) for n in days]
            near = {d.year + k for d in [*self.own, *self.told] for k in (-1, 0, 1)} or range(1990, 2060)
            for year in years or near:
                first, last = unit(datetime.date(year, month, 1), "month")
                self.windows.append(Window(first, last, 3, unit=True))
                self.windows += [Window(d, d, 1) for n in days if n <= last.day for d in [first.replace(day=n)]]
        if not found:
            for m in re.finditer(r"\bthe (\d\d?)(?:st|nd|rd|th)\b(?!.centur)", self.text):
                self.must["day"].append((m[0], lambda d, n=int(m[1]): d.day == n))
                self.around(lambda d, n=int(m[1]): d.day == n, 40)
        return found

    def around(self, test, reach, ahead=None):
        """Single days that pass a test, within reach of the report's own day; or of another that it tells of, where that lies far from it or there is none."""
        ahead = reach if ahead is None else ahead
        bases = [*self.own, *(d for d in self.told if all(abs(d - o) > 20 * DAY for o in self.own))]
        for day in {shift(b, k) for b in bases for k in range(-reach, ahead + 1)}:
            if test(day):
                self.windows.append(Window(day, day, 1))
        if not bases:
            self.windows.append(Window(*EVER, 1))

    def weekday(self, tokens, dated_otherwise):
        """Weekdays; without a date beside it, one is of the days around the report's own: the last, or what lies ahead the next."""
        for t in tokens:
            t = t if t in self.weekdays else t.removesuffix("s")
            if t not in self.weekdays or t in ("sun", "sat", "wed", "mon") and len(tokens) > 1 and not dated_otherwise:
                continue
            w = self.weekdays[t] - 1
            self.must["weekday"].append((calendar.day_name[w], lambda d, w=w: d.weekday() == w))
            if not dated_otherwise:
                reach = 14 if re.search(r"\b(?:last|previous|week|ago|past)\b", self.text) else 7
                self.around(lambda d, w=w: d.weekday() == w, reach, ahead=14 if self.ahead else 1)

    def near(self):
        """"Yesterday", "last month", "the previous day", "at dawn": counted from the report's day, or from another that it tells of."""
        add = lambda first, last, level, whole=False: self.windows.append(Window(first, last, level, whole))
        bases = self.own
        for phrase, (a, b) in NEAR.items():
            if re.search(rf"\b{phrase}s?\b", self.text):
                for d in bases:
                    add(shift(d, a), shift(d, b + self.ahead), 1)
                if not bases:
                    add(*EVER, 1)
        for m in re.finditer(rf"\b({'|'.join(WHICH)}) (weekend|week|month|year|decade)s?\b", self.text):
            which, name = m[1], m[2]
            for d in (bases if which not in ("previous", "following") else [*bases, *self.told]):
                for k in WHICH[which]:
                    first, last = unit(d, name, k)
                    add(first, last, EXACT[name], True)
                    if which in ("past", "recent", "previous") or which == "last" and f"the {m[0]}" in self.text or name in ("week", "weekend"):
                        add(shift(d, -UNITS.get(name, 9) * (1 if not m[0].endswith("s") else 12) - 1), d, EXACT[name])
            if not bases:
                add(*EVER, EXACT[name])
        for m in re.finditer(r"\b(?:that|same) (week|month|year)\b", self.text):
            for d in self.told:
                add(*unit(d, m[1]), EXACT[m[1]], True)
        for words_, k in TOLD:
            if re.search(words_, self.text):
                for d in [*bases, *self.told]:
                    add(shift(d, k), shift(d, k), 1)
                if not bases and not self.told:
                    add(*EVER, 1)
        if PARTS.search(self.text):
            for d in bases:
                add(shift(d, -1), shift(d, int(self.ahead)), 1)
            for d in self.told:
                add(d, d, 1)
            if not bases and not self.told:
                add(*EVER, 1)
        if re.search(r"\b(?:recent|recently|ongoing)\b", self.text):
            for d in bases:
                add(shift(d, -31), d, 3)
        if OPEN.search(self.text):  # the end that such words leave open is the report's day
            for d in bases:
                add(d, d, 9)

    def counted(self):
        """"Eight days ago", "the past three weeks", "six months earlier": so far from the report's day, or (not "ago") from another that it tells of."""
        amount = r"(\d+|a|an|" + "|".join(NUMBERS) + r"|several|a few|few|a couple of|couple of|many|some)"
        for m in re.finditer(rf"\b{amount}[\s\-]+(?:more |full |consecutive )?(hour|day|week|fortnight|month|year|decade)s?\b", self.text):
            n = int(m[1]) if m[1].isdigit() else NUMBERS.index(m[1]) + 1 if m[1] in NUMBERS else 1 if m[1] in ("a", "an") else None
            size = UNITS[m[2]]
            low, high = (n * size, n * size) if n is not None else (2 * size, 12 * size)
            slack = 1 if size <= 1 else size / 2 if size < 30 else size * 0.6
            ago = re.search(r"\bago\b|\b(?:last|past)\b", self.text)
            for d in self.own if ago else self.bases:
                self.windows.append(Window(shift(d, -high - slack), shift(d, -low + slack), max(1, EXACT[m[2]])))
                if n is not None and m[2] in ("month", "year"):
                    self.windows.append(Window(*unit(d, m[2], -n), EXACT[m[2]], unit=True))
                if not ago:
                    self.windows.append(Window(shift(d, low - slack), shift(d, high + slack), max(1, EXACT[m[2]])))
            if not self.own:
                self.windows.append(Window(*EVER, max(1, EXACT[m[2]])))


def says(date, text, own, told, ahead=False):
    """None where the text of its spans says the date; else why it does not. `own`: the report's days; `told`: others that it tells of; `ahead`: it is planned."""
    start, end = iso(date.get("start")), iso(date.get("end"))
    for key, day in (("start", start), ("end", end)):
        if date.get(key) and day is None:
            return f"the {key} is no date"
    if start is None and end is None:
        return None
    if not text.strip():
        return "no span"
    if start and end and start > end:
        return "the start is after the end"
    if start is None and end in own and re.search(r"\bago\b", text):  # some time before the report's day
        return None
    said = Said(text, own, told, ahead)
    ends = [d for d in (start, end) if d]
    inside = [start + k * DAY for k in range((end - start).days + 1)] if start and end and (end - start).days < 7 else ends
    for tests in said.must.values():
        if tests and not any(test(d) for _, test in tests for d in inside):
            return f"{' to '.join(sorted({str(d) for d in ends}))} is not {' or '.join(name for name, _ in tests)}"
    if not said.windows:
        return "the words say no day"
    for d in ends:
        if not any(w.holds(d) for w in said.windows):
            return f"the words do not say {d}"
    level = EXACT.get(date.get("precision") or "", 1 if start == end else None)
    if level is not None and not any(w.level <= level and (len(ends) == 1 or w.holds(d)) for d in ends for w in said.windows):
        return f"the words are less exact than a {date.get('precision') or 'day'}"
    if start and end and not any(w.level == 1 and w.holds(start) for w in said.windows) and not HEDGE.search(said.text):
        units = [w for w in said.windows if w.unit]
        firsts, lasts = {w.first for w in units}, {w.last for w in units} | set(own)
        loose = any(not w.unit and w.level < 9 and w.holds(start) and (w.holds(end) or end in own) for w in said.windows)
        if not loose and not (start in firsts and end in lasts):
            return "the range is not the month or year that the words name"
    return None
