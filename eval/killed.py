#!/usr/bin/env python3
"""Kill `truceline add` at random moments, and see that the ledger holds whole reports only and comes to the same end.

    python3 eval/killed.py READINGS.jsonl [--times 200] [--seed 1] [--binary target/release/truceline]

READINGS: what `truceline read --format jsonl` printed, a hundred or more. A ledger made of them without a break is the end state. Then adding is begun, killed with
SIGKILL after a random part of the time that it takes, and begun again, as often as asked; whenever all are in, a new ledger is begun. After each kill the ledger must
open and `verify` must find nothing; in the end what `links` prints must be as in the end state. Exits with 1 where it is not. Standard library only.
"""
import argparse
import pathlib
import random
import subprocess
import sys
import tempfile
import time


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("readings", type=pathlib.Path)
    ap.add_argument("--times", type=int, default=200)
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--binary", type=pathlib.Path, default=pathlib.Path(__file__).resolve().parents[1] / "target/release/truceline")
    a = ap.parse_args()
    chance = random.Random(a.seed)
    with tempfile.TemporaryDirectory(prefix="truceline-killed-") as temp:
        temp = pathlib.Path(temp)
        run = lambda *args: subprocess.run([a.binary, *args, "--ledger", temp / "now.db"], capture_output=True, text=True)
        adding = lambda ledger: [a.binary, "add", "--ledger", temp / ledger, "--key", temp / "key", a.readings]
        start = time.monotonic()
        subprocess.run(adding("whole.db"), check=True, capture_output=True)
        takes = time.monotonic() - start
        whole = subprocess.run([a.binary, "links", "--ledger", temp / "whole.db"], check=True, capture_output=True, text=True).stdout
        count = len(whole.splitlines())
        bad, early, ends, at = [], 0, 0, []
        for kill in range(a.times):
            child = subprocess.Popen(adding("now.db"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(chance.uniform(0, takes))
            child.kill()
            child.wait()
            if not (temp / "now.db").exists():
                early += 1
                continue
            links = run("links")
            if links.returncode != 0:
                # killed before the new file had its tables: it must still take what comes
                early += 1
                if "no ledger" not in links.stderr and "not a ledger" not in links.stderr and "another program" not in links.stderr:
                    bad.append((kill, "links", links.stderr.strip()))
                continue
            verified = run("verify")
            if verified.returncode != 0:
                bad.append((kill, "verify", verified.stdout.strip() + verified.stderr.strip()))
            at.append(len(links.stdout.splitlines()))
            if at[-1] == count:
                ends += 1
                if links.stdout != whole:
                    bad.append((kill, "links", "another end"))
                for old in temp.glob("now.db*"):
                    old.unlink()
        last = subprocess.run(adding("now.db"), capture_output=True, text=True)
        if last.returncode != 0 or run("links").stdout != whole:
            bad.append((a.times, "the end", last.stderr.strip() or "another end"))
        part = sum(0 < n < count for n in at)
        print(f"{a.times} kills of adding {count} reports: {early} before the ledger was made, {part} with some of them in, {ends} with all; {len(bad)} faults")
        for fault in bad[:20]:
            print(*fault, sep=" | ")
        sys.exit(bool(bad))


if __name__ == "__main__":
    main()
