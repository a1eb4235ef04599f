"""One run of several, weight by weight: python3 -m truceline_training.average --out build/run second=0.2 fourth=0.2 fifth=0.6 (folders beside `out`).

Runs that went on from one another keep what each learnt when their weights are averaged, at no cost in reading (Wortsman et al. 2022, "Robust
fine-tuning of zero-shot models" and "Model soups").
"""
import argparse
import shutil
from pathlib import Path

import torch


def average(states, shares):
    """The weighted mean of state dicts of one model."""
    whole = sum(shares)
    return {name: sum(state[name].float() * (share / whole) for state, share in zip(states, shares)) for name in states[0]}


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--out", default="training/build/run")
    ap.add_argument("runs", nargs="+", metavar="RUN=SHARE")
    a = ap.parse_args()
    out = Path(a.out)
    out.mkdir(parents=True, exist_ok=True)
    runs, shares = zip(*((out.parent / name, float(share)) for name, share in (r.split("=") for r in a.runs)))
    torch.save(average([torch.load(run / "model.pt", map_location="cpu") for run in runs], shares), out / "model.pt")
    shutil.copy(runs[-1] / "labels.json", out / "labels.json")


if __name__ == "__main__":
    main()
