"""Whether words name what a record calls by a name, for evidence.py: by the name's own words, by another name of the list of actors, by a description
that means it in its country, or by a pronoun, a description or a part of the name, where the name stands elsewhere in the report.

Written apart from the program, so that a fault there is not repeated here; only the lists of crates/ground/data/actors are shared. Standard library only.
"""
import collections
import functools
import os
import pathlib
import re
import tomllib
import unicodedata

DATA = pathlib.Path(__file__).resolve().parents[1] / "crates/ground/data/actors"
ARTICLES = {"the", "a", "an", "al", "el"}
SUN = {"ad", "ed", "as", "es", "ash", "esh", "at", "et", "en", "ar", "er", "az", "ez", "ul", "ud"}  # the Arabic article before some letters
SMALL = {"of", "in", "at", "for", "and", "on", "to", "by", "near", "from", "with", "as", "s", "de", "la"}
# What ends the phrase whose last word is its head.
ENDS = set("of in at from by near on for with who which that whose where after before inside against including known called".split())
PERSONAL = {"he", "she", "him", "her", "his", "i", "me", "my"}
# Heads that may refer to anybody: pronouns, and words that point back to one.
POINTERS = PERSONAL | set("they it we you who their its them our us both all some many several one two three other another this that these those which what no most "
                          "few local former authority official police witness".split())
POINTED = re.compile(r"\b((?:[A-Z]\.)+[A-Z])\b\.?(?:s\b)?")
WORD = re.compile(r"[^\W_]+")


@functools.cache
def generic():
    """The word lists, spellings, rules and countries of generic.toml."""
    with open(DATA / "generic.toml", "rb") as f:
        return tomllib.load(f)


@functools.cache
def spellings():
    return {v: k for k, vs in generic()["spellings"].items() for v in vs}


def stem(word):
    """Without the s of a plural, or of a possessive whose apostrophe was lost."""
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def raw_words(text):
    """The words as they stand, without accents and possessive 's, abbreviations without their points."""
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    text = POINTED.sub(lambda m: m[1].replace(".", "") + " ", re.sub(r"[’‘`´ʿʾʻʼ′]", "'", text))
    return WORD.findall(re.sub(r"'s\b", " ", text, flags=re.I).replace("'", ""))


def fold(word):
    word = word.lower()
    return stem(spellings().get(word, spellings().get(stem(word), word)))


# A body that a description may mean: "the group", "the newspaper"; and words around the names of places.
BODIES = {fold(w) for w in (
    "group organisation organization body agency ngo militant extremist jihadist faction alliance army party side state country nation kingdom ministry office department "
    "company network observatory newspaper paper channel broadcaster outlet city capital man woman boy girl teen youth suspect gunman shooter attacker victim").split()}
PLACES = {fold(w) for w in (
    "city town village district province governorate neighbourhood neighborhood area region county country state capital suburb street road square north south east west "
    "northern southern eastern western central northeast northwest southeast southwest hospital school home house").split()}
# What descriptions cannot mean each other: those of a state, those of its enemies.
STATE, FORCES = {"GOV", "MIL", "COP", "SPY"}, {"forces", "army", "air_force", "government", "state", "police"}
ARMED, REBELS = {"terrorist", "militant", "extremist", "jihadist", "insurgent", "takfiri", "islamist"}, {"rebels", "opposition"}


def words(text, without=ARTICLES):
    """Folded words without articles (unless nothing else is there): no case, accents, possessives, plurals; one spelling for many."""
    every = [fold(w) for w in raw_words(text)]
    return tuple(w for w in every if w not in without) or tuple(every)


def within(part, whole):
    """Whether the words stand in a row among the others."""
    return bool(part) and any(whole[i:i + len(part)] == part for i in range(len(whole) - len(part) + 1))


def is_there(name, text, folded):
    """Whether an alias stands in a text, given also as its words; one word must begin with a capital there, and "IS" or "US" be all capitals."""
    part = words(name)
    if not within(part, folded):
        return False
    if len(part) > 1 or not name[:1].isupper():
        return True
    short = re.sub(r"\W", "", name)
    strict = short.isupper() and len(short) <= 3
    return any(fold(w) == part[0] and (w.rstrip("s").isupper() if strict else w[:1].isupper()) for w in raw_words(text))


def head(text):
    """The last word of a phrase before "of", "in", "who" ...: (folded, as it stands)."""
    last = ""
    for word in raw_words(text):
        if last and word.lower() in ENDS:
            break
        if word.lower() not in ARTICLES:
            last = word
    return fold(last), last


class Actors:
    """The list of actors: names, other names, whom they act for, and the descriptions that mean them."""

    def __init__(self):
        self.entries = {}
        for path in sorted(DATA.glob("*.toml")):
            with open(path, "rb") as f:
                self.entries.update((a["id"], a) for a in tomllib.load(f).get("actor", []))
        own = {i: [e["name"], *(a if isinstance(a, str) else a["name"] for a in e.get("aliases", []))] for i, e in self.entries.items()}
        acting = collections.defaultdict(list)  # id -> names of those that act as it
        for i, e in self.entries.items():
            acting[e.get("acts_as")] += own[i]
        self.names, self.ids = collections.defaultdict(list), collections.defaultdict(list)  # a name -> every name of the entries that have it, and their ids
        for i, names in own.items():
            for key in map(self.key, names):
                self.names[key] += names + acting[i]
                self.ids[key].append(i)
        g = generic()
        self.rules = [rule | {key: [words(w) for w in rule.get(key, [])] for key in ("heads", "with", "without")} for rule in g["rule"]]
        self.countries = {c: {words(w) for w in d["words"]} for c, d in sorted(g["country"].items())}
        self.adjectives = {ws[0]: c for c, names in self.countries.items() for ws in names if len(ws) == 1}
        self.meant = collections.defaultdict(set)  # id -> (country, what a rule gives there)
        for c, d in g["country"].items():
            for key, i in d["actors"].items():
                self.meant[i].add((c, key))
        self.tied = {fold(w) for w in g["words"]["tied"]}
        self.people = {fold(w) for key in ("titles", "offices", "members", "voices") for w in g["words"][key]} - {"un", "us"}
        self.plain = self.people | {fold(w) for w in g["words"]["things"]} | {w for rule in self.rules for h in rule["heads"] for w in h}
        self.country_words = {w for names in self.countries.values() for ws in names for w in ws}

    @staticmethod
    def key(name):
        """A name for looking up; short ones in capitals as they stand: "SAM" is not Sam."""
        short = re.sub(r"\W", "", name)
        return short if short.isupper() and len(short) < 5 else words(name)

    def entries_of(self, name):
        return [self.entries[i] for key in {words(name), self.key(name)} for i in self.ids.get(key, [])]

    def names_of(self, name):
        """Every name of the entries that have this one."""
        return [n for key in {words(name), self.key(name)} for n in self.names.get(key, [])]

    def same(self, name):
        """A name's words, with those of a country made one: "Russia's Defence Ministry" is the "Russian Defence Ministry"."""
        return {self.adjectives.get(w, w) for w in words(name)}

    def countries_of(self, folded):
        """Countries that words name, other than as somebody's backer ("US-led")."""
        free = tuple(w for w, after in zip(folded, [*folded[1:], ""]) if after not in self.tied)
        return {c for c, names in self.countries.items() if any(within(ws, free) for ws in names)}

    def gives(self, folded, named):
        """What the rules make of a description: "regime forces" are a country's forces. `named`: whether it names the country."""
        out = set()
        for rule in self.rules:
            has = lambda key: any(within(w, folded) for w in rule[key])
            if has("heads") and not has("without") and (not rule["with"] or has("with") or rule.get("named") and named):
                out |= set(rule["gives"])
        return out


@functools.cache
def actors():
    return Actors()


class Report:
    """A report's words, for asking what stands elsewhere in it. `places`: (start, end, country) of the places that it names."""

    def __init__(self, text, sentences=(), places=()):
        self.text, self.places = text, list(places)
        self.sentences = [s for s in sentences or [] if 0 <= s[0] < s[1] <= len(text)] or [[0, len(text)]]
        self.words, self.bare = words(text), words(text, ARTICLES | SUN)
        self.capitals = tuple(fold(w) for w in raw_words(text) if w[:1].isupper())

    @functools.cached_property
    def country(self):
        """The country that it names most often, by its own words and by places in it."""
        count = collections.Counter(country for _, _, country in self.places)
        for country, names in actors().countries.items():
            count[country] += sum(self.words[i:i + len(ws)] == ws for ws in names for i in range(len(self.words)))
        best = max(count, key=count.get)
        return best if count[best] else None

    def speaks_of(self, spans):
        """Countries that the sentences of the spans name, or in which places lie that they name; and the report's."""
        around = [[s, e] for s, e in self.sentences if any(a < e and b > s for a, b in spans)]
        there = {c for s, e, c in self.places if any(a <= s and e <= b for a, b in around)}
        return there | actors().countries_of(words(" ".join(self.text[s:e] for s, e in around))) | {self.country}

    def holds(self, name):
        """Whether it names this somewhere, by this name, another of the same entry, or a description."""
        if within(words(name), self.words) or any(is_there(n, self.text, self.words) for n in actors().names_of(name)):
            return True
        return bool(actors().entries_of(name)) and any(described(name, self.text[s:e], self, [[s, e]]) for s, e in self.sentences)


def described(name, text, report, spans):
    """Whether words describe the named actor by a rule of generic.toml ("regime forces"), in the country that they, their sentence, or else the report
    speaks of; None where they describe its enemies."""
    folded, entries = words(text), actors().entries_of(name)
    named = actors().countries_of(folded)
    given, meant = actors().gives(folded, bool(named)), {m for e in entries for m in actors().meant[e["id"]]}
    speaks_of = named or report.speaks_of(spans)
    if any(c in speaks_of and key in given for c, key in meant) or any(c in named and len(folded) <= 2 for c, _ in meant):  # "Russian", "the Syrian"
        return True
    state = any(e.get("sector") in STATE or e["kind"] == "state" for e in entries)
    clear = {"rebels"} if set(folded) & ARMED else given & (FORCES | REBELS)
    return None if entries and clear and (clear <= REBELS and state or clear <= FORCES and not state) else False


def abbreviates(text, name):
    """Whether a word of the text is made of the name's first letters: "IDA" for "Independent Doctors Association"."""
    letters = ["".join(w[0] for w in words(name) if w not in SMALL), "".join(w[0] for w in words(name))]
    return any(len(w) > 1 and w[:1].isupper() and w.lower() in each for w in raw_words(text) for each in letters)


def refers(name, text, role):
    """Whether words may refer to what is named elsewhere: a pronoun, a part of the name, or a description of a person or body (of anybody, where it speaks)."""
    (last, raw), entries = head(text), actors().entries_of(name)
    if last in PERSONAL:
        return not entries or any(e["kind"] == "person" for e in entries)
    if last in POINTERS or not last or last == head(name)[0]:
        return True
    if not entries and set(words(text)) <= set(words(name)) or abbreviates(text, name):  # "the coalition" for "the international coalition"
        return True
    if (set(words(name)) - SMALL - actors().plain - (actors().country_words if entries else set())) & set(words(text)):
        return True
    if not any(w[:1].isupper() for w in raw_words(name)):  # only names are referred to: "the report" is not "a classmate"
        return False
    if raw[:1].isupper() and last not in actors().plain | BODIES:
        return False
    countries = actors().countries_of(words(text))
    if countries and any(e.get("country") and e["country"] not in countries for e in entries) and all(e["kind"] != "person" for e in entries):
        return False
    return role == "speaker" or last in actors().people | BODIES


def names(name, spans, report, role="actor"):
    """None where the words of the spans name it; else why they do not. `role`: a kind of value, or "named" where referring to it is not enough."""
    if not spans:
        return "no span"
    text = " ".join(report.text[s:e] for s, e in spans)
    folded, same = words(text), actors().same(text)
    if actors().same(name) <= same:
        return None
    fits = described(name, text, report, spans)
    if fits or any(is_there(n, text, folded) or len(words(n)) > 1 and actors().same(n) <= same for n in actors().names_of(name)):
        return None
    if role == "named":
        return "the words do not name it"
    if fits is None or not refers(name, text, role):
        return "the words name something else"
    return None if report.holds(name) else "the name stands nowhere in the report"


def skeleton(word):
    """What transliterations of a word agree on: its consonants."""
    word = re.sub(r"(.)\1+", r"\1", word.removeprefix("al") if len(word) > 5 else word)
    for pair in "kh:x gh:g sh:s ch:s th:t dh:d ph:f q:k c:k j:g z:d v:f b:p".split():
        word = word.replace(*pair.split(":"))
    return re.sub(r"[aeiouywh]", "", word)


def distance(a, b):
    """Edits between two words."""
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        last, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (x != y))
    return row[-1]


def alike(a, b):
    """Whether two words may spell one name: the same consonants (three, or two and much the same length), one edit in five letters, or an ending more."""
    x, y = skeleton(a), skeleton(b)
    short, long = sorted((len(a), len(b)))
    if x == y and (len(x) > 2 or len(x) == 2 and short > 3 and long - short < 3):
        return True
    shared = len(os.path.commonprefix([a, b]))
    if shared > 4 and long - shared < 4:  # "Mexican" for Mexico
        return True
    return short > 3 and (distance(a, b) <= long // 5 or long - short <= 3 and (a.startswith(b) or b.startswith(a)))  # "Syrian" for Syria


def spelt(name, folded):
    """Whether words hold the name in another spelling: word for word, or run together ("Albu Kamal", "al-Bukamal")."""
    if all(any(a == b or alike(a, b) for b in folded) for a in name):
        return True
    return any(alike("".join(name), "".join(folded[i:i + size])) for size in range(1, len(name) + 2) for i in range(len(folded) - size + 1))


def place(name, spans, report):
    """None where the words of the spans name the place; else (kind, why)."""
    if not spans:
        return "place", "no span"
    text = " ".join(report.text[s:e] for s, e in spans)
    own, folded = words(name, ARTICLES | SUN), words(text, ARTICLES | SUN)
    own = tuple(w for w in own if w not in PLACES) or own  # "Orrel" says Orrel province
    if set(own) <= set(folded) or spelt(own, folded) or any(is_there(n, text, words(text)) for n in actors().names_of(name)):
        return None
    if any(words(name) in ws and any(within(w, words(text)) for w in ws) for ws in actors().countries.values()):  # "British" for the United Kingdom
        return None
    if {fold(w) for w in raw_words(text) if w[:1].isupper()} - POINTERS - ARTICLES - SMALL - actors().plain - PLACES:
        return "place by another spelling", "the words name it otherwise"
    return None if within(own, report.bare) or spelt(own, report.capitals) else ("place", "the name stands nowhere in the report")
