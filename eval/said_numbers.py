"""Which numbers words say, for evidence.py: digits, numbers in words, vague words, and a lone noun for one.

Written apart from the program, so that a fault there is not repeated here; only the lists of crates/extract/data/numbers.toml are shared.
Standard library only.
"""
import dataclasses
import itertools
import pathlib
import re
import tomllib

with open(pathlib.Path(__file__).resolve().parents[1] / "crates/extract/data/numbers.toml", "rb") as f:
    WORDS = tomllib.load(f)
REACH = 5  # words before and after a number in which a bound still belongs to it

TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+")
AGE = re.compile(r"[\s\-–]*(?:and[\s\-–]*a[\s\-–]*half[\s\-–]*)?(?:year|yr|month|week|day)s?[\s\-–]*(?:old\b|olds\b|of age\b|$)", re.I)
AGED = re.compile(r"\b(?:age|ages|aged)\s+(?:of\s+)?(?:[\w\-]+(?:\s*,\s*|\s+and\s+|\s*,\s*and\s+|\s+to\s+|\s*-\s*))*$", re.I)
NAMED = re.compile(r"[A-Z][\w.’'\-]*\s*,\s*$")  # "Joren Pask, 43, and": what stands between commas after a name is an age
MONTH = r"\b(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
DAY_BEFORE, DAY_AFTER = re.compile(MONTH + r"\s*$", re.I), re.compile(r"\s*(?:of\s+)?" + MONTH, re.I)
CLOCK = re.compile(r"\s*(?::\d|[ap]\.?m\b|o.clock)", re.I)
MEASURE = re.compile(r"[\s\-–]*(?:(?:years?|months?|weeks?|days?|hours?|minutes?|seconds?|percent|kilomet\w+|km|miles?|"
                     r"met(?:re|er)s?|feet|foot|dollars?|euros?|tons?|tonnes?)\b|per cent|%)", re.I)

PARTS = {"half": 0.5, "quarter": 0.25}
PAIRS = {"couple", "pair", "twins", "duo"}
NONE = {"no", "none", "nobody", "zero", "nil", "without", "neither"}
PRONOUNS = {"he", "she", "him", "her", "his", "himself", "herself", "i", "me", "myself", "one", "somebody", "someone", "another", "whoever"}
PLURALS = set("people men women children persons police gunmen policemen servicemen militiamen families personnel troops others they them us we those these all "
              "many some more most several their crew youth staff dead wounded injured".split())
# What ends the phrase whose last word tells one from many.
ENDS = set("of in at from by near on for with who which that whose whom when while after before was is were are had has identified named known and killed wounded "
           "shot dead died dies dying injured hurt to as outside inside during including".split())


@dataclasses.dataclass(frozen=True)
class Amount:
    """A number that words say. `vague`: by a word that names a least, such as "dozens"; `not_a_count`: what it is instead (an age, a day)."""
    value: float
    start: int
    end: int
    vague: bool = False
    not_a_count: str | None = None


def digits(word):
    """1,200 and 1200 are 1200, 1.5 is 1.5; a number that starts with 0 is a time or a code."""
    if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", word):
        word = word.replace(",", "")
    if len(word) > 1 and word[0] == "0" and word[1] != ".":
        return None
    return float(word) if re.fullmatch(r"\d+(\.\d+)?", word) else None


def amounts(text, start=0, end=None):
    """Every number that text[start:end] says, with what stands around it in the text for telling ages, days and hours."""
    end = len(text) if end is None else end
    tokens = [(m[0].lower(), m.start(), m.end()) for m in TOKEN.finditer(text, start, end)]
    out, i = [], 0
    while i < len(tokens):
        value, vague, used = one(text, tokens, i)
        if value is None:
            i += 1
            continue
        s, e = tokens[i][1], tokens[i + used - 1][2]
        out.append(Amount(value, s, e, vague, why_not(text, s, e)))
        i += used
    return out

def one(text, tokens, i):
    """The number that starts at token i: (value or None, vague, tokens used)."""
    word = lambda k: tokens[k][0] if 0 <= k < len(tokens) else ""
    if word(i) == "no" and word(i + 1) in ("fewer", "less", "more") and word(i + 2) == "than":
        return None, False, 1
    if word(i) in NONE:
        return 0.0, False, 1 + (word(i) == "no" and word(i + 1) == "one")
    return phrase(word, i) or numeral(text, tokens, word, i)


def phrase(word, i):
    """A number that is a phrase of the lists at token i, or None: "tens of thousands", "several hundred", "a couple of thousand", "half a million", "both"."""
    multipliers = WORDS["multipliers"]
    if word(i) in WORDS["plurals"]:
        of = multipliers.get(word(i + 2).removesuffix("s")) if word(i + 1) == "of" and word(i + 2).endswith("s") else None
        return WORDS["plurals"][word(i)] * (of or 1), True, 3 if of else 1
    for kind in ("vague", "exact"):
        for words, value in sorted(WORDS[kind].items(), key=lambda x: -len(x[0])):
            used = len(words.split())
            if [word(i + k) for k in range(used)] == words.split():
                while word(i + used) in multipliers:
                    value, used = value * multipliers[word(i + used)], used + 1
                if words not in ("a", "an") or used > 1:  # an article alone is no number
                    return value, kind == "vague", used
    of = next((k for k in range(1, 4) if word(i + k) not in ("a", "an", "of")), 0)
    if word(i) in PARTS and of > 1 and word(i + of) in multipliers:
        return PARTS[word(i)] * multipliers[word(i + of)], False, of + 1
    return (2.0, False, 1) if word(i) in PAIRS else None


def numeral(text, tokens, word, i):
    """A number in digits or words at token i: "1,200", "300 000", "1.5 million", "twenty-five", "three thousand two hundred and one"."""
    units, multipliers = WORDS["units"], WORDS["multipliers"]
    joined = lambda k: k + 1 < len(tokens) and re.fullmatch(r"[\s\-–]*", text[tokens[k][2]:tokens[k + 1][1]]) is not None
    whole, part, used = 0.0, None, 0  # thousands and more; what is below them, None where nothing was said yet
    while i + used < len(tokens) and (not used or joined(i + used - 1)):
        w = word(i + used)
        if w[0].isdigit():
            if part is None:
                part = digits(w)
                if part is None or re.match(r"(?:st|nd|rd|th)\b", text[tokens[i + used][2]:], re.I):
                    return None, False, 1
            elif re.fullmatch(r"\d{3}", w) and part.is_integer() and part < 1000:
                part = part * 1000 + int(w)
            else:
                break
        elif w in units:
            u = units[w]
            if part is not None and not (part and part % 100 == 0 and u < 100 or part % 100 >= 20 and part % 10 == 0 and 0 < u < 10):
                break
            part = (part or 0) + u
        elif w in multipliers and (used or len(w) > 4):
            m = multipliers[w]
            if len(w) == 1 and text[tokens[i + used - 1][2]:tokens[i + used][1]]:  # "5m", but "5 m" are metres
                break
            whole, part = (whole, (part if part is not None else 1) * m) if m < 1000 else (whole + (part if part is not None else 1) * m, None)
        elif not (w == "and" and (whole or part and part % 100 == 0) and word(i + used + 1) in units and joined(i + used)):
            break
        used += 1
    return (whole + (part or 0), False, used) if used else (None, False, 1)


def why_not(text, start, end):
    """What a number is when it counts nobody: an age, a day of a month, an hour, a length or share; else None."""
    before, after = text[max(0, start - 60):start], text[end:end + 40]
    if AGE.match(after) or AGED.search(before):
        return "an age"
    if re.fullmatch(r"\d\d?", text[start:end]) and NAMED.search(before) and re.match(r"\s*(?:[,.;)]|$|of [A-Z])", after) and not re.match(r"[.,]\d", after):
        return "an age"
    if re.fullmatch(r"\d\d?", text[start:end]) and (DAY_BEFORE.search(before) or DAY_AFTER.match(after)):
        return "a day"
    if re.fullmatch(r"\d\d?", text[start:end]) and CLOCK.match(after):
        return "an hour"
    return "a measure" if MEASURE.match(after) else None


def bounded(text, amount, kind, reach=REACH):
    """Whether words of `kind` (at_least, at_most) stand within a few words of a number, and no other number between: "more than some 40", "40 people or more"."""
    whole = lambda words: rf"(?<!\w){re.escape(words)}(?!\w)"
    before, after = text[max(0, amount.start - 80):amount.start], text[amount.end:amount.end + 80]
    for phrase in WORDS["bounds"][kind]:
        for m in re.finditer(whole(phrase), before, re.I):
            between = before[m.end():]
            if len(between.split()) <= reach and not amounts(between) and not re.search(r"[.;!?]\s", between):
                return True
    for phrase in (*WORDS["bounds"][f"{kind}_after"], *(["+"] if kind == "at_least" else [])):
        m = re.search(whole(phrase), after, re.I)
        between = after[:m.start()] if m else ""
        if m and len(between.split()) <= reach and not amounts(between) and not re.search(r"[.;!?]\s", between):
            if re.match(r"\s*than\b", after[m.end():], re.I):  # "20 and more than 30": so too
                continue
            if phrase not in WORDS["bounds"][kind] or not amounts(after[m.end():m.end() + 12]):  # "20 and at least 30": the bound is the next number's
                return True
    return False


# What stands with a capital before a name and is no forename.
NO_FORENAME = {"the", "these", "those", "many", "some", "most", "all", "several", "other", "when", "while", "but", "and", "if", "as", "for", "with"}


def surname(text, word):
    """Whether a text names somebody in full whose last name is this word: "Joren Wells" tells that "Wells" is one."""
    before = re.findall(rf"([A-Z][a-z]+)\s+{re.escape(word)}(?!\w)", text)
    return word[:1].isupper() and any(w.lower() not in NO_FORENAME for w in before)


def lone(text):
    """Whether words mean one: "a child", "his wife", "the gunman", "Joren Pask", "he"; none with a number or a plural in front of what it belongs to."""
    words = re.findall(r"[^\W\d_][\w.’']*", re.sub(r"[\w\-–]+[\s\-–](?:year|month|week|day)s?[\s\-–]*old\b", " ", text, flags=re.I))
    head = []
    for k, word in enumerate(words):
        if head and word.lower() in ENDS:
            break
        head.append(word)
    if head and head[0].lower() == "neither":
        return False
    if not head:
        return bool(re.search(r"old\b", text, re.I))  # "a 9-year-old"
    if len(head) == 1 and head[0].lower() in PRONOUNS:
        return True
    if head[0].lower() in ("a", "an", "one", "another"):
        return True
    last = re.sub(r"[’']s?$", "", head[-1])
    if last.lower() in PLURALS or head[0].lower() in PLURALS - {"dead", "wounded", "injured", "police", "their"}:
        return False
    named = last[:1].isupper() and len(head) > 1 and head[-2][:1].isupper()  # "Andras Pask"
    return named or not re.search(r"(?<![su])s$", last, re.I) or last.lower() in ("boss",)


def says(text, spans, least, most, people=True):
    """None where the words of the spans say the number or range; else why they do not. `people`: a measure (3 km, 20 percent) does not count."""
    if not spans:
        return "no span"
    if least is None and most is None:
        return "neither a least nor a most"
    found = [a for s, e in spans for a in amounts(text, s, e)]
    counts = [a for a in found if not a.not_a_count or a.not_a_count == "a measure" and not people]
    values = {a.value for a in counts} | sums(text, spans, counts)
    ones = any((lone(text[s:e]) or surname(text, text[s:e])) and not any(a.start >= s and a.end <= e for a in counts) for s, e in spans)
    bound = lambda n, kind, reach=REACH: any(bounded(text, a, kind, reach) for a in counts if a.value == n)
    said = lambda n: n in values or n == 1 and ones
    wrong = next((a.not_a_count for a in found if a not in counts and a.value in (least, most)), None)
    missing = lambda n: f"{n} is {wrong}" if wrong else f"the words do not say {n}"
    if least is not None and least == most:
        if not said(least):
            return missing(least)
        sure = [a for a in counts if not a.vague and not bounded(text, a, "at_least", 0) and not bounded(text, a, "at_most", 0)]
        exact = {a.value for a in sure} | sums(text, spans, sure)
        return None if least in exact or least == 1 and ones else f"the words make {least} a bound"
    if least is not None and most is not None:
        return next((missing(n) for n in (least, most) if not said(n)), None if least < most else "the least is more than the most")
    if least is not None:
        vague = any(a.vague and a.value == least for a in counts)
        if not said(least):
            return missing(least)
        return None if vague or bound(least, "at_least") else "no word makes it a least number"
    if not said(most):
        return missing(most)
    return None if bound(most, "at_most") else "no word makes it a most number"


def sums(text, spans, counts):
    """Numbers of one span that "and" or a comma joins add up: "two women and three children"; so do "a woman and two children"."""
    out = set()
    for s, e in spans:
        parts = re.split(r"\band\b|,|\bas well as\b|\bplus\b", text[s:e])
        if len(parts) < 2:
            continue
        total, at = 0.0, s
        for part in parts:
            at = text.index(part, at)
            own = [a for a in counts if a.start >= at and a.end <= at + len(part)]
            total += own[0].value if own else float(len(re.findall(r"\ban?\b", part, re.I)) or bool(part.strip()) and lone(part))
            at += len(part)
        out.add(total)
    return out


def toll(rows, given):
    """None where a range over the rows has these ends: a row's own, or the sum of some rows of one source; else why not."""
    least, most = given.get("min"), given.get("max")
    if not rows:
        return "a toll without rows"
    ends = {"min": set(), "max": set()}
    for by in {r.get("by") for r in rows}:
        own = [r for r in rows if r.get("by") == by][:10]
        for some in (c for n in range(1, len(own) + 1) for c in itertools.combinations(own, n)):
            for key in ends:
                if all(r.get(key) is not None for r in some):
                    ends[key].add(sum(r[key] for r in some))
    for key, n in (("min", least), ("max", most)):
        if n is not None and n not in ends[key]:
            return f"{n} is neither a row's {key} nor a sum of them"
    return "every row has a most" if most is None and all(r.get("max") is not None for r in rows) else None
