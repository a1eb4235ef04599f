#!/usr/bin/env python3
"""How fast the program reads, on one core, and what it takes.

    python3 eval/speed.py [--binary target/release/truceline] [--shared ../shared] [--runs 3]

Words are the white-space-separated tokens of the report texts. Every run is a fresh process pinned to one core with `--jobs 1`, start-up
included; times are wall-clock, the median of the runs; memory is the largest resident set that the kernel saw. Reports come from
../shared/corpora/polnear/dev.jsonl. Files are in the page cache. Standard library only.
"""
import argparse
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

import sets

HERE = pathlib.Path(__file__).resolve().parent
SHORT = 600
# The floors and ceilings that the project set itself.
BARS = {"words a second": (">=", 8000), "start to end, 600 words": ("<=", 0.4), "peak memory": ("<=", 400), "binary": ("<=", 60)}


def timed(command):
    """(seconds, peak memory in MB) of one run."""
    start = time.perf_counter()
    with open(os.devnull, "wb") as null:
        child = subprocess.Popen([str(c) for c in command], stdout=null, stderr=null)
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - start
    if child.returncode not in (0, 1):
        raise sets.CannotScore(f"the timed run ended with {child.returncode}")
    return seconds, used.ru_maxrss * 1024 / 1e6


def measure(binary, shared, temp, runs=3):
    """[{"what", "value", "unit", "bar", "command"}, ...]"""
    source = shared / "corpora/polnear/dev.jsonl"
    if not source.is_file():
        raise sets.CannotScore("shared/corpora/polnear/dev.jsonl is not here")
    if not shutil.which("taskset"):
        raise sets.CannotScore("taskset is not here: install util-linux")
    reports = [json.loads(line)["report"] for line in open(source, encoding="utf-8") if line.strip()]
    words = sum(len(r["text"].split()) for r in reports)
    all_of_it, short = temp / "polnear-dev.jsonl", temp / "600-words.txt"
    all_of_it.write_text("".join(json.dumps({"report": {"id": r["id"], "text": r["text"]}}, ensure_ascii=False) + "\n" for r in reports), encoding="utf-8")
    short.write_text(first_words(reports, SHORT), encoding="utf-8")
    core = min(os.sched_getaffinity(0))
    command = lambda path: ["taskset", "-c", core, binary, "read", "--format", "jsonl", "--jobs", 1, path]
    long_runs = [timed(command(all_of_it)) for _ in range(runs)]
    short_runs = [timed(command(short)) for _ in range(max(runs, 5))]
    shown = lambda path: f"taskset -c {core} truceline read --format jsonl --jobs 1 {path.name}"
    seconds = statistics.median(s for s, _ in long_runs)
    rows = [
        ("words a second", words / seconds, "words/s", shown(all_of_it)),
        ("peak memory", max(m for _, m in long_runs), "MB", shown(all_of_it)),
        ("start to end, 600 words", statistics.median(s for s, _ in short_runs), "s", shown(short)),
        ("peak memory, 600 words", max(m for _, m in short_runs), "MB", shown(short)),
        ("binary", binary.stat().st_size / 1e6, "MB", "stat -c %s truceline"),
    ]
    return [{"what": w, "value": v, "unit": u, "bar": " ".join(map(str, BARS[w])) if w in BARS else "", "command": c} for w, v, u, c in rows]


def first_words(reports, count):
    """The first `count` words of the reports, with their paragraphs."""
    out, left = [], count
    for paragraph in (p for r in reports for p in r["text"].split("\n") if p.strip()):
        out.append(" ".join(paragraph.split()[:left]))
        left -= len(out[-1].split())
        if left <= 0:
            break
    return "\n\n".join(out) + "\n"


def table(rows):
    """Lines of a Markdown table."""
    number = lambda v: f"{v:,.0f}" if v >= 100 else f"{v:.2f}"
    cells = [("what", "value", "bar", "command"), *((r["what"], f"{number(r['value'])} {r['unit']}", r["bar"], f"`{r['command']}`") for r in rows)]
    wide = [max(len(c[i]) for c in cells) for i in range(4)]
    line = lambda c: "| " + " | ".join(x.rjust(w) if i == 1 else x.ljust(w) for i, (x, w) in enumerate(zip(c, wide))) + " |"
    return [line(cells[0]), "|" + "|".join("-" * (w + 2) for w in wide) + "|", *map(line, cells[1:])]


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--binary", type=pathlib.Path, default=HERE.parent / "target/release/truceline")
    ap.add_argument("--shared", type=pathlib.Path, default=HERE.parent / "../shared")
    ap.add_argument("--runs", type=int, default=3)
    a = ap.parse_args()
    if not a.binary.is_file():
        sys.exit(f"no program at {a.binary}: build it with `cargo build --release -p truceline-cli`, or name one with --binary")
    with tempfile.TemporaryDirectory(prefix="truceline-speed-") as temp:
        try:
            print("\n".join(table(measure(a.binary.resolve(), a.shared.resolve(), pathlib.Path(temp), a.runs))))
        except sets.CannotScore as e:
            sys.exit(f"not timed: {e}")


if __name__ == "__main__":
    main()
