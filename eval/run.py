#!/usr/bin/env python3
"""Read every dev set with the program and score what it prints: one command, one table.

    python3 eval/run.py [--binary target/release/truceline] [--only NAME ...] [--json FILE] [--save] [--shared ../shared]

Builds nothing. Each set's reports (and nothing else of it) go to the program as JSON Lines; what it prints goes to the scorer of
../shared/eval that belongs to the set, and for ud-* to ud.py. --save writes results/<date>.md. sets.py says what each set is.
Exit code 0 when every set was scored, 1 when one could not be. Standard library only.
"""
import argparse
import datetime
import json
import pathlib
import subprocess
import sys
import tempfile

import sets
import speed

HERE = pathlib.Path(__file__).resolve().parent
# What a change may not fall below: {set: {measure: least value}}. Raised when a change raises the figures.
FLOORS = {(s, m): v for s, ms in json.loads((HERE / "floors.json").read_text(encoding="utf-8")).items() for m, v in ms.items()}


def fallen(results):
    """A line for each measure that was scored and fell below its floor."""
    got = {(s, m): v["value"] for s, r in results.items() for m, v in r.get("rows", {}).items()}
    missing = [f"{s}: {m} was not scored" for s, m in FLOORS if s in results and (s, m) not in got]
    return missing + [f"{s}: {m} fell to {got[s, m]:.1f}, its floor is {v:g}" for (s, m), v in FLOORS.items() if (s, m) in got and got[s, m] < v]


def cpu():
    """The processor's name, for telling results apart."""
    try:
        for line in open("/proc/cpuinfo", encoding="utf-8"):
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return "unknown processor"


def commit():
    """The commit's hash, with + when the tree differs from it."""
    git = lambda *a: subprocess.run(["git", "-C", str(HERE), *a], capture_output=True, text=True).stdout.strip()
    name = git("rev-parse", "--short=12", "HEAD")
    return (name + ("+" if git("status", "--porcelain") else "")) if name and name != "HEAD" else "no commit yet"


def table(results):
    """Lines of a Markdown table; a measure below its bar is marked."""
    rows = [("set", "measure", "value", "P", "R", "bar", "")]
    for name, result in results.items():
        if "error" in result:
            rows.append((name, "not scored: " + result["error"], "", "", "", "", ""))
            continue
        for measure, v in result["rows"].items():
            bar = sets.BARS.get((name, measure))
            low = bar is not None and v["value"] < bar
            cell = lambda key: f"{v[key]:.1f}" if key in v else ""
            rows.append((name, measure, cell("value"), cell("p"), cell("r"), "" if bar is None else f"{bar:g}", "below" if low else ""))
    wide = [max(len(r[c]) for r in rows) for c in range(len(rows[0]))]
    line = lambda r: "| " + " | ".join(cell.rjust(w) if 2 <= c <= 5 else cell.ljust(w) for c, (cell, w) in enumerate(zip(r, wide))) + " |"
    return [line(rows[0]), "|" + "|".join("-" * (w + 2) for w in wide) + "|", *map(line, rows[1:])]


def save(results, timing, date):
    folder = HERE / "results"
    folder.mkdir(exist_ok=True)
    path = folder / f"{date}.md"
    lines = [f"# Results of {date}", "", f"Commit {commit()}; {cpu()}; `python3 eval/run.py --save`.", "",
             "A value is F1 in points where P and R stand beside it, else a share in per cent. `bar` is the floor that the project set itself.", "", *table(results)]
    if timing:
        lines += ["", "## Speed and memory", "", *speed.table(timing)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"saved as results/{path.name}")


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--binary", type=pathlib.Path, default=HERE.parent / "target/release/truceline")
    ap.add_argument("--only", action="append", choices=[*sets.SETS, "speed"], help="may be given more than once")
    ap.add_argument("--json", type=pathlib.Path, metavar="FILE")
    ap.add_argument("--save", action="store_true")
    ap.add_argument("--floors", action="store_true", help="exit 1 when a measure is below what floors.json says it was; times nothing unless --only asks for speed, of which there is no floor")
    ap.add_argument("--shared", type=pathlib.Path, default=HERE.parent / "../shared")
    a = ap.parse_args()
    if not a.binary.is_file():
        sys.exit(f"no program at {a.binary}: build it with `cargo build --release -p truceline-cli`, or name one with --binary")
    if not a.shared.is_dir():
        sys.exit(f"no corpora at {a.shared}: name their folder with --shared")
    results, timing = {}, None
    wanted = a.only or [*sets.SETS, *([] if a.floors else ["speed"])]
    with tempfile.TemporaryDirectory(prefix="truceline-eval-") as temp:
        for name, one in sets.SETS.items():
            if name in wanted:
                print(f"reading {name} ...", file=sys.stderr, flush=True)
                try:
                    results[name] = one.score(a.binary.resolve(), a.shared.resolve(), pathlib.Path(temp))
                except sets.CannotScore as e:
                    results[name] = {"error": str(e)}
        if "speed" in wanted:
            print("timing ...", file=sys.stderr, flush=True)
            try:
                timing = speed.measure(a.binary.resolve(), a.shared.resolve(), pathlib.Path(temp))
            except sets.CannotScore as e:
                results["speed"] = {"error": str(e)}
    if results:
        print("\n".join(table(results)))
    if timing:
        print("\n".join(["", *speed.table(timing)]))
    date = datetime.date.today().isoformat()
    if a.json:
        a.json.write_text(json.dumps({"date": date, "commit": commit(), "cpu": cpu(), "sets": results, "speed": timing}, indent=1) + "\n", encoding="utf-8")
    if a.save:
        save(results, timing, date)
    if a.floors:
        low = fallen(results)
        held = sum(s in results for s, _ in FLOORS)
        print("\n".join(["", *low]) if low else f"\nno measure fell below its floor ({held} floors)")
        sys.exit(bool(low) or any("error" in r for r in results.values()))
    sys.exit(any("error" in r for r in results.values()))


if __name__ == "__main__":
    main()
