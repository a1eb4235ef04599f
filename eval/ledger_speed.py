#!/usr/bin/env python3
"""How fast a ledger takes readings in, how that grows, how large it is, and how fast it answers.

    python3 eval/ledger_speed.py READINGS.jsonl [--binary target/release/truceline] [--searches 300] [--ledger FILE]

READINGS: what `cargo run --release -p truceline-ledger --example make_readings -- 100000` printed. They are added with `truceline add` on one core, linking included; the
first thousand are compared with the last. Searches are asked of the ledger by a new process each, so start-up counts; their processor time is told beside, which other
work on the machine lengthens less. --ledger: only search, in a ledger that holds these readings already. Standard library only.
"""
import argparse
import json
import os
import pathlib
import random
import resource
import subprocess
import tempfile
import time

STEP = 1000


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("readings", type=pathlib.Path)
    ap.add_argument("--searches", type=int, default=300)
    ap.add_argument("--binary", type=pathlib.Path, default=pathlib.Path(__file__).resolve().parents[1] / "target/release/truceline")
    ap.add_argument("--ledger", type=pathlib.Path)
    a = ap.parse_args()
    core = min(os.sched_getaffinity(0))
    pinned = lambda: os.sched_setaffinity(0, {core})
    if a.ledger:
        print(*searches(a.binary, a.ledger, a.readings, a.searches, pinned), sep="\n")
        return
    with tempfile.TemporaryDirectory(prefix="truceline-ledger-") as temp:
        ledger = pathlib.Path(temp) / "many.db"
        command = [a.binary, "add", "--jobs", "1", "--ledger", ledger, "--key", pathlib.Path(temp) / "key", a.readings]
        before, start = os.times(), time.monotonic()
        child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, preexec_fn=pinned)
        marks = [start]
        count = 0
        for count, _ in enumerate(child.stdout, 1):
            if count % STEP == 0:
                marks.append(time.monotonic())
        child.wait()
        count -= 1  # the last line is the sum
        took, after = time.monotonic() - start, os.times()
        cpu = after.children_user + after.children_system - before.children_user - before.children_system
        steps = [b - a for a, b in zip(marks, marks[1:])]
        print(f"{count} readings in {took:.0f} s, {count / took:.0f} a second; {cpu:.0f} s of processor time, {count / cpu:.0f} a second of it")
        for at in sorted({0, 1, len(steps) // 4, len(steps) // 2, len(steps) - 1} & set(range(len(steps)))):
            print(f"  from {at * STEP}: {STEP} in {steps[at]:.2f} s")
        print(f"  the last {STEP} took {steps[-1] / steps[0]:.2f} times the first")
        size = sum(f.stat().st_size for f in pathlib.Path(temp).glob("many.db*"))
        print(f"  {size / 1e6:.0f} MB, {size / count:.0f} bytes a report; the readings are {a.readings.stat().st_size / 1e6:.0f} MB")
        print(*searches(a.binary, ledger, a.readings, a.searches, pinned), sep="\n")


def searches(binary, ledger, readings, many, pinned):
    """Ask as users do: by words, place, day, distance, actor and number, and these together; how long the answers take."""
    spent = lambda: sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])
    chance, asked, used = random.Random(1), [], []
    with open(readings, encoding="utf-8") as f:
        reports = [json.loads(line) for n, line in enumerate(f) if n % 97 == 0]
    for n in range(many):
        reading = chance.choice(reports)
        incident, words = reading["incidents"][0], reading["report"]["text"].split()
        place, day = incident["place"], incident["date"]["start"]
        ask = [
            [chance.choice([w for w in words if w.isalpha() and len(w) > 4])],
            ["--place", place["name"]],
            ["--from", day, "--to", day],
            ["--within", f"20km of {place['lat']},{place['lon']}", "--min-killed", "5"],
            ["--actor", incident["actors"][0]["name"], "--from", day[:7] + "-01", "--disputed"],
            [incident["targets"][0]["name"], "--place", place["name"], "--min-killed", "3"],
        ][n % 6]
        before, start = spent(), time.monotonic()
        subprocess.run([binary, "search", "--ledger", ledger, "--format", "jsonl", *ask], check=True, capture_output=True, preexec_fn=pinned)
        asked.append((time.monotonic() - start, ask))
        used.append(spent() - before)
    used.sort()
    asked.sort(key=lambda one: one[0])
    at = lambda share: asked[min(int(share * many), many - 1)][0] * 1000
    cpu = lambda share: used[min(int(share * many), many - 1)] * 1000
    yield f"{many} searches: median {at(0.5):.0f} ms, 99 of 100 within {at(0.99):.0f} ms, the slowest {asked[-1][0] * 1000:.0f} ms: {' '.join(asked[-1][1])}"
    yield f"  of processor time: median {cpu(0.5):.0f} ms, 99 of 100 within {cpu(0.99):.0f} ms"


if __name__ == "__main__":
    main()
