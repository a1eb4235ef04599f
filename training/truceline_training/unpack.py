"""Shipped weights back to a run that training can go on from: python3 -m truceline_training.unpack --weights weights --out build/unpacked

For when only the int8 graph was kept. Each weight comes back as the whole number times its scale; heads that only help training begin anew.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch

from .encoder import HEADS, HIDDEN, LAYERS, Encoder
from .export import INFERENCE_ONLY
from .model import Model
from .train import build, load

# Weights that the export names by a number only, in the order of those numbers.
UNNAMED = (*(f"{part}.{n}" for n in range(LAYERS) for part in ("qkv", "up", "down")), "arc_dep", "arc_head", "arc_bias", "label_dep", "label_head", "label_sum", "label_product", "said.out", "happened.out", "same_product", "claim")


def unpack(graph, model):
    """Fill `model` with the weights of an ONNX `graph`; the names that stay as they were."""
    from onnx import numpy_helper

    held = {one.name: numpy_helper.to_array(one) for one in graph.graph.initializer}
    state, done = model.state_dict(), set()

    def put(name, values):
        values = torch.tensor(np.array(values), dtype=torch.float32)
        if state[name].shape != values.shape:
            raise ValueError(f"{name} is {tuple(values.shape)} in the graph, {tuple(state[name].shape)} in the model")
        state[name].copy_(values)
        done.add(name)

    whole = lambda name: held[name + "_quantized"].astype(np.float32) * held[name + "_scale"]
    for name, values in held.items():
        if name.startswith("m.") and values.dtype == np.float32 and name[2:] in state:
            put(name[2:], values)
        if name.startswith("m.") and name.endswith(".weight_Transposed_quantized"):
            put(name[2:].removesuffix("_Transposed_quantized"), whole(name.removesuffix("_quantized")).T)
    unnamed = sorted((n.removesuffix("_quantized") for n in held if n.startswith("onnx::MatMul_") and n.endswith("_quantized")), key=lambda n: int(n.split("_")[1]))
    numbered = {ours: whole(name).T for name, ours in zip(unnamed, UNNAMED, strict=True)}
    for ours, weight in numbered.items():
        if not ours[-1].isdigit():
            put(ours + ".weight", weight)
    put("arc", whole("m.arc"))
    for n in range(2):
        # what each word gives to the one after, to itself and to the one before, as `lean.py` sets them side by side
        steps = np.split(whole(f"m.said.mix.{n}.weight"), 3, 1)
        put(f"said.mix.{n}.weight", np.stack([one.T for one in steps], -1))
    for n in range(LAYERS):
        layer = f"encoder.layers.{n}"
        weight, bias = numbered[f"qkv.{n}"], held[f"qkv.{n}.bias"]
        for k, part in enumerate(("query", "key", "value")):
            times = (HIDDEN // HEADS) ** 0.5 if part == "query" else 1.0
            rows = slice(k * HIDDEN, (k + 1) * HIDDEN)
            put(f"{layer}.{part}.weight", weight[rows] * times)
            put(f"{layer}.{part}.bias", bias[rows] * times)
        # what `smooth.py` moved between values and `out` stays moved; what it moved between a norm and `up` goes back
        put(f"{layer}.out.weight", whole(f"out.{n}.weight_Transposed").T)
        put(f"{layer}.out.bias", held[f"out.{n}.bias"])
        scale = held[f"m.{layer}.norm1.weight"] / held[f"norm_up.{n}.weight"]
        middle = held[f"m.{layer}.norm1.bias"] - held[f"norm_up.{n}.bias"] * scale
        up = numbered[f"up.{n}"] / scale
        put(f"{layer}.up.weight", up)
        put(f"{layer}.up.bias", held[f"up.{n}.bias"] - up @ middle)
        put(f"{layer}.down.weight", numbered[f"down.{n}"])
        put(f"{layer}.down.bias", held[f"down.{n}.bias"])
    weight, bias = whole("tags.weight_Transposed").T, held["tags.bias"]
    at = shipped = 0
    for name, size in zip(model.names, model.sizes):
        if name not in INFERENCE_ONLY:
            state["tags.weight"][at: at + size].copy_(torch.tensor(weight[shipped: shipped + size]))
            state["tags.bias"][at: at + size].copy_(torch.tensor(bias[shipped: shipped + size]))
            shipped += size
        at += size
    return sorted(set(state) - done - {"tags.weight", "tags.bias", "encoder.piece.weight"})


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--shared", default="../shared")
    ap.add_argument("--weights", default="weights")
    ap.add_argument("--out", default="training/build/unpacked")
    a = ap.parse_args()
    import onnx

    sets, every = build(load(a.shared))
    shipped = json.loads((Path(a.weights) / "labels.json").read_text("utf8"))
    every |= shipped
    sets |= {k: v for k, v in shipped.items() if k in sets}
    model = Model(sets, every["deprel"], every["act"], every["quote"], every["reality"], every["say"], Encoder.pretrained())
    left = unpack(onnx.load(Path(a.weights) / "encoder.onnx"), model)
    if left:
        raise SystemExit(f"the graph lacks {', '.join(left)}")
    out = Path(a.out)
    out.mkdir(parents=True, exist_ok=True)
    torch.save(model.state_dict(), out / "model.pt")
    (out / "labels.json").write_text(json.dumps(every, ensure_ascii=False, indent=0), "utf8")


if __name__ == "__main__":
    main()
