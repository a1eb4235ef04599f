"""The dev sets: what of each is read, and which scorer judges it. Used by run.py; standard library only."""
import dataclasses
import json
import pathlib
import re
import subprocess
import sys
import typing

HERE = pathlib.Path(__file__).resolve().parent
LIMIT_S = 1800  # a run longer than this hangs

# The floors that the project set itself: (set, measure) -> least value.
BARS = {
    ("polnear-dev", "attribution full50"): 58,
    ("polnear-dev", "content token"): 89,
    ("polnear-dev", "cue token"): 70,
    ("polnear-dev", "source token"): 82,
    ("fakes-dev", "statements"): 80,
    ("fakes-dev", "act, of the matched"): 80,
    ("fakes-dev", "direct/indirect, of the matched"): 85,
    ("fakes-dev", "speaker resolved, of the matched"): 80,
    ("fakes-dev", "incidents"): 75,
    ("fakes-dev", "main incidents found"): 90,
    ("fakes-dev", "type, of the matched"): 85,
    ("fakes-dev", "start date, of the matched"): 85,
    ("fakes-dev", "place, of the matched"): 85,
    ("fakes-dev", "killed with its source"): 70,
    ("fakes-dev", "injured with its source"): 65,
    ("fakes-dev", "actors"): 65,
    ("fakes-dev", "claims (who says what of it)"): 50,
    ("fakes-dev", "incident tuple"): 45,
    ("fakes-dev", "disputes"): 40,
    ("fakes-dev", "figures"): 60,
    ("fakes-dev", "agreements"): 60,
    ("general-heldout", "statements"): 70,
    ("general-heldout", "incidents"): 62,
    ("general-heldout", "killed with its source"): 55,
    ("fields-dev", "civilians killed"): 85,
    ("fields-dev", "place name or region"): 92,
    ("fields-dev", "date"): 80,
    ("fields-dev", "cause"): 88,
    ("fields-dev", "actor"): 75,
    ("clusters-dev", "pairs"): 75,
    ("clusters-dev", "B-cubed"): 93,
    ("shootings-dev", "killed"): 85,
    ("shootings-dev", "injured"): 80,
    ("shootings-dev", "city"): 85,
    ("evidence", "numbers, names and dates"): 100,
    ("evidence", "span"): 100,
    ("evidence", "source"): 100,
    ("re3d-heldout", "all, exact"): 62,
    ("ewt-dev-words", "UPOS"): 95,
    ("ewt-dev-words", "LAS"): 85,
    ("timebank", "value"): 80,
    ("timebank", "relaxed"): 91,
    ("aquaint", "value"): 78,
    ("aquaint", "relaxed"): 91,
}


class CannotScore(Exception):
    """Why a set could not be scored, in one line."""


@dataclasses.dataclass
class Set:
    """One set: where its gold is, which of its ids count, how it is read and scored."""
    gold: str                          # under ../shared
    scorer: typing.Callable | None     # (shared, gold, readings) -> {measure: {"value", and "p", "r" where there are such}}
    split: str | None = None           # a list of ids in splits/
    flags: tuple = ()                  # for `truceline read`
    keep: tuple = ("id", "title", "source", "url", "published", "text")   # keys of the report that the program sees
    limit: int | None = None           # only so many reports, the first ones

    def read(self, binary, shared, temp):
        """Hand the reports to the program, never their gold: (the gold of those that count, the readings, the command in words)."""
        source = shared / self.gold
        if not source.is_file():
            raise CannotScore(f"shared/{self.gold} is not here")
        gold, given, read = (temp / f"{self.gold.replace('/', '-')}.{kind}" for kind in ("gold.jsonl", "jsonl", "read.jsonl"))
        ids = set((HERE / "splits" / self.split).read_text(encoding="utf-8").split()) if self.split else None
        kept = set()
        with open(source, encoding="utf-8") as f, open(gold, "w", encoding="utf-8") as g, open(given, "w", encoding="utf-8") as r:
            for line in filter(str.strip, f):
                report = json.loads(line)["report"]
                if ids is None or report["id"] in ids:
                    kept.add(report["id"])
                    g.write(line)
                    only = {k: report[k] for k in self.keep if report.get(k) is not None}
                    r.write(json.dumps({"report": only}, ensure_ascii=False) + "\n")
                if len(kept) == self.limit:
                    break
        if ids is not None and kept != ids:
            raise CannotScore(f"{len(ids - kept)} ids of splits/{self.split} are not in shared/{self.gold}")
        call([binary, "read", "--format", "jsonl", *self.flags, given], read, allowed=(0, 1))
        flags = "".join(f" {f}" for f in self.flags)
        return gold, read, f"truceline read --format jsonl{flags} {pathlib.Path(self.gold).name}"

    def score(self, binary, shared, temp):
        """Read the set and score it: {"rows", "command"}."""
        gold, read, command = self.read(binary, shared, temp)
        same_texts(gold, read)
        return {"rows": self.scorer(shared, gold, read), "command": command}


@dataclasses.dataclass
class Fields:
    """Coded fields of reports whose texts stand in another file: scored by score_fields.py."""
    gold: str
    texts: Set

    def score(self, binary, shared, temp):
        if not (shared / self.gold).is_file():
            raise CannotScore(f"shared/{self.gold} is not here")
        _, read, command = self.texts.read(binary, shared, temp)
        rows = shares(call([sys.executable, shared / "eval/score_fields.py", shared / self.gold, read]))
        if "civilians killed" not in rows:
            raise CannotScore("score_fields.py printed no `civilians killed`")
        return {"rows": rows, "command": command}


@dataclasses.dataclass
class Clusters:
    """Reports with the clusters that tell one incident: added to a ledger, whose links are scored by score_links.py, and its disputes by clusters.py."""
    gold: str
    disputed: str
    texts: Set

    def score(self, binary, shared, temp):
        gold, disputed = shared / self.gold, shared / self.disputed
        for one in (gold, disputed):
            if not one.is_file():
                raise CannotScore(f"{one.name} is not here")
        _, read, _ = self.texts.read(binary, shared, temp)
        ledger, links, shown = (temp / name for name in ("clusters.db", "links.tsv", "disputes.jsonl"))
        call([binary, "add", "--ledger", ledger, "--key", temp / "clusters.key", read], allowed=(0, 1))
        call([binary, "links", "--ledger", ledger], links)
        call([binary, "disputes", "--ledger", ledger, "--format", "jsonl", "--most", "100000"], shown)
        rows = scored(call([sys.executable, shared / "eval/score_links.py", gold, links]))
        if "pairs" not in rows:
            raise CannotScore("score_links.py printed no `pairs`")
        out = json.loads(call([sys.executable, HERE / "clusters.py", disputed, gold, links, shown, "--json"]))
        rows |= {f"disputes over {'either' if k == 'both' else k}, of the linked": prf(v, 100) for k, v in out["rows"].items()}
        rows["clusters linked"] = {"value": 100 * out["linked"] / out["clusters"]}
        return {"rows": rows, "command": "truceline add, links and disputes --format jsonl, of the readings of " + pathlib.Path(self.texts.gold).name}


@dataclasses.dataclass
class Evidence:
    """The readings of several sets, each value of which must have its words: checked by evidence.py, which needs no gold."""
    of: tuple

    def score(self, binary, shared, temp):
        reads = [one.read(binary, shared, temp) for one in self.of]
        out = json.loads(call([sys.executable, HERE / "evidence.py", "--json", *(read for _, read, _ in reads)], allowed=(0, 1)))
        # rounded down: 100 is every one of them
        rows = {k: {"value": 1000 * v["with"] // max(v["values"], 1) / 10} for k, v in out["rows"].items()}
        return {"rows": rows, "command": "; ".join(command for _, _, command in reads)}


@dataclasses.dataclass
class Timexes:
    """Texts with their day and their times: read as reports of that day, and scored by score_times.py."""
    gold: str

    def score(self, binary, shared, temp):
        gold = shared / self.gold
        if not gold.is_file():
            raise CannotScore(f"shared/{self.gold} is not here")
        given, read = (temp / f"{gold.stem}.{kind}" for kind in ("jsonl", "read.jsonl"))
        with open(gold, encoding="utf-8") as f, open(given, "w", encoding="utf-8") as out:
            for d in map(json.loads, filter(str.strip, f)):
                out.write(json.dumps({"report": {"id": d["doc"], "published": d["dct"], "text": d["text"]}}, ensure_ascii=False) + "\n")
        call([binary, "read", "--format", "jsonl", given], read, allowed=(0, 1))
        rows = scored(call([sys.executable, shared / "eval/score_times.py", gold, read]))
        if "value" not in rows:
            raise CannotScore("score_times.py printed no `value`")
        return {"rows": rows, "command": f"truceline read --format jsonl {given.name}"}


@dataclasses.dataclass
class Treebank:
    """A treebank: its raw text, or with `cut` its gold words and sentences, is parsed with the command `parse`, and scored by ud.py."""
    gold: str
    cut: bool = False

    def score(self, binary, shared, temp):
        gold = shared / self.gold
        if not gold.is_file():
            raise CannotScore(f"shared/{self.gold} is not here")
        given, parsed = (temp / f"{gold.stem}.{kind}" for kind in ("jsonl", "conllu"))
        ud = [sys.executable, HERE / "ud.py"]
        flags = ["--cut"] if self.cut else []
        call([*ud, "text", *flags, gold], given)
        call([binary, "parse", *flags, given], parsed)
        out = json.loads(call([*ud, "score", gold, parsed, "--json"]))
        rows = {m: {"value": v["f1"], "p": v["p"], "r": v["r"]} for m, v in out["rows"].items()}
        return {"rows": rows, "lost": out["lost"], "command": " ".join(["truceline parse", *flags, given.name])}


def call(command, to=None, allowed=(0,)):
    """Run a command; its output goes into the file `to`, or comes back."""
    command = [str(c) for c in command]
    name = pathlib.Path(command[1] if command[0] == sys.executable else command[0]).name
    try:
        if to is None:
            done = subprocess.run(command, capture_output=True, timeout=LIMIT_S)
        else:
            with open(to, "wb") as out:
                done = subprocess.run(command, stdout=out, stderr=subprocess.PIPE, timeout=LIMIT_S)
    except subprocess.TimeoutExpired:
        raise CannotScore(f"{name} ran longer than {LIMIT_S} s") from None
    if done.returncode not in allowed:
        last = done.stderr.decode(errors="replace").strip().splitlines()[-1:]
        raise CannotScore(f"{name} ended with {done.returncode}: {' '.join(last) or 'no message'}")
    return None if to is not None else done.stdout.decode()


def same_texts(gold, read):
    """Spans of gold and reading must count in the same text."""
    texts = {d["report"]["id"]: d["report"]["text"] for d in map(json.loads, open(read, encoding="utf-8"))}
    for line in open(gold, encoding="utf-8"):
        report = json.loads(line)["report"]
        if texts.get(report["id"], report["text"]) != report["text"]:
            a, b = report["text"], texts[report["id"]]
            at = next((i for i, (x, y) in enumerate(zip(a, b)) if x != y), min(len(a), len(b)))
            print(f"warning: {gold.name}: the text of {report['id']} was changed at intake, from character {at} "
                  f"({a[at:at + 12]!r} became {b[at:at + 12]!r}): its spans count otherwise than the gold's", file=sys.stderr)


def reports(shared, gold, read):
    """score_reports.py: statements, incidents and all that belongs to them."""
    out = call([sys.executable, shared / "eval/score_reports.py", gold, read, "--json"])
    rows = json.loads(out[out.index("{"):])
    return {k.strip(): prf(v) if isinstance(v, dict) else share(v) for k, v in rows.items()}


def statements(shared, gold, read):
    """score_statements.py, over all and over direct and indirect ones."""
    rows = {}
    for subset in (None, "direct", "indirect", "mixed"):
        out = call([sys.executable, shared / "eval/score_statements.py", gold, read, "--json", *(["--subset", subset] if subset else [])])
        scored = json.loads(out)
        if subset:
            rows[f"attribution full50, {subset}"] = prf(scored["attribution full50"], 100)
            continue
        for k, v in scored.items():
            if isinstance(v, dict) and "f1" in v:
                rows[k] = prf(v, 100)
            elif isinstance(v, dict):
                rows[k] = {"value": 100 * v["acc"]}
    return rows


def mentions(shared, gold, read):
    """score_mentions.py, which prints lines only."""
    rows = scored(call([sys.executable, shared / "eval/score_mentions.py", gold, read]))
    if "all, exact" not in rows:
        raise CannotScore("score_mentions.py printed no `all, exact`")
    return rows


def scored(printed):
    """Rows of a scorer that prints lines only: `value  P 81.0  R 82.5  F1 81.7`."""
    rows = {}
    for line in printed.splitlines():
        m = re.match(r"\s*(.+?)\s+P\s+([\d.]+)\s+R\s+([\d.]+)\s+F1\s+([\d.]+)", line)
        if m:
            rows[m[1]] = {"value": float(m[4]), "p": float(m[2]), "r": float(m[3])}
    return rows


def shares(printed):
    """Rows of a scorer that prints shares: `date   80.0 %  (4 of 5)`."""
    rows = {}
    for line in printed.splitlines():
        m = re.match(r"(.+?)\s+([\d.]+) %\s+\(\d+ of \d+\)$", line)
        if m:
            rows[m[1]] = {"value": float(m[2])}
    return rows


def shootings(shared, gold, read):
    """shootings.py of this folder: shares of the reports whose main incidents have the registry's fields."""
    out = json.loads(call([sys.executable, HERE / "shootings.py", gold, read, "--json"]))
    return {k: {"value": 100 * v["right"] / v["of"]} for k, v in out["rows"].items()}


def prf(v, scale=1):
    return {"value": scale * v["f1"], "p": scale * v["p"], "r": scale * v["r"]}


def share(text):
    """` 80.0 %  (4 of 5)`, or `none in gold`."""
    m = re.match(r"\s*([\d.]+) %", text)
    return {"value": float(m[1]) if m else 0.0}


# All of it counts, the parts held out too: nothing is learnt from evidence.
REFERENCE = Set("reference/ceasefire-talks.gold.jsonl", reports, flags=("--published", "2016-10-12"), keep=("id", "title", "source", "url", "text"))
EVIDENCE = ("corpora/fakes/gold-dev.jsonl", "corpora/general/gold-train.jsonl", "corpora/polnear/dev.jsonl", "corpora/re3d/train.jsonl")

SETS = {
    "polnear-dev": Set("corpora/polnear/dev.jsonl", statements),
    "fakes-dev": Set("corpora/fakes/gold-dev.jsonl", reports),
    "general-heldout": Set("corpora/general/gold-train.jsonl", reports, split="general-heldout.txt"),
    "reference": REFERENCE,
    "fields-dev": Fields("corpora/fakes/fields-dev.jsonl", Set("corpora/fakes/dev.jsonl", None)),
    "clusters-dev": Clusters("corpora/fakes/clusters-dev.tsv", "corpora/fakes/clusters-dev-disputes.jsonl", Set("corpora/fakes/dev.jsonl", None)),
    "shootings-dev": Set("corpora/shootings/dev.jsonl", shootings, limit=400),  # of 1,278, so that a run stays short
    "evidence": Evidence((*(Set(gold, None) for gold in EVIDENCE), REFERENCE)),
    "re3d-heldout": Set("corpora/re3d/train.jsonl", mentions, split="re3d-heldout.txt"),
    "timebank": Timexes("corpora/times/timebank.jsonl"),
    "aquaint": Timexes("corpora/times/aquaint.jsonl"),
    "ewt-dev": Treebank("corpora/ud/ewt-dev.conllu"),
    "ewt-dev-words": Treebank("corpora/ud/ewt-dev.conllu", cut=True),
    "gum-dev": Treebank("corpora/ud/gum-dev.conllu"),
    "gum-dev-words": Treebank("corpora/ud/gum-dev.conllu", cut=True),
}
