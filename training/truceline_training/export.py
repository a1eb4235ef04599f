"""Trained weights to the file that the binary carries: `python -m truceline_training.export --run build/run --out ../weights`.

One ONNX graph with dynamic sizes, read in parts, each by asking for its outputs and giving its inputs:

    ids, case, first            -> words [1 + W, 384], <a tag head each> [W, labels], arcs [W, 1 + W]
    words_in, heads             -> deprels [W, relations]
    words_in, anchors           -> links [A, W, 4], acts [A, 17], quotes [A, 3]
    words_in, triggers          -> roles [T, W, 7], realities [T, 4], mains [T, 2], same [T, T]
    words_in, anchors, triggers, within [T, A] -> claims [T, A, 8]

Matrix weights are signed int8, one scale a column, activations quantised as they come (dynamic); the piece embedding is int8 with one
scale a row. All inputs are int32 (the engine has no int64). Last, the graph is written with less work (`lean.py`).
"""
import argparse
import copy
import functools
import json
import shutil
from pathlib import Path

import torch
import torch.nn as nn
import torch.nn.functional as F

from . import windows
from .corpora import Text, heldout, lines
from .encoder import HIDDEN
from .lean import lean
from .model import Model
from .rounding import gathered, round_graph
from .smooth import smooth_out, smooth_up
from .train import OTHER_LABELS

INFERENCE_ONLY = ("gum", "role", "coarse")  # heads that only help training


class Int8Embedding(nn.Module):
    """Rows as int8 with one scale each."""

    def __init__(self, weight):
        super().__init__()
        scale = weight.abs().amax(1, keepdim=True).clamp(min=1e-8) / 127
        self.register_buffer("rows", torch.round(weight / scale).to(torch.int8))
        self.register_buffer("scale", scale)

    def forward(self, ids):
        return self.rows[ids].float() * self.scale[ids]


class RowByRow(nn.Module):
    """A linear layer of rows that are brought to one size first: activations have one scale a product, and a large row, [CLS] above all, would leave the
    others a few dozen steps of the 256."""

    def __init__(self, layer):
        super().__init__()
        self.linear = nn.Linear(layer.in_features, layer.out_features, bias=False)
        self.linear.weight.data = layer.weight.data.clone()
        self.bias = nn.Parameter(layer.bias.data.clone())

    @property
    def weight(self):
        return self.linear.weight

    def forward(self, x):
        size = x.abs().amax(-1, keepdim=True).clamp(min=1)
        return self.linear(x / size) * size + self.bias


class Whole(nn.Module):
    """The parts as one graph; all but the first start from `words_in`."""

    def __init__(self, model, quantise):
        super().__init__()
        self.m = copy.deepcopy(model)
        # those that see [CLS] among the words
        self.m.arc_head, self.m.label_head = RowByRow(model.arc_head), RowByRow(model.label_head)
        e = self.m.encoder
        self.piece = Int8Embedding(e.piece.weight.data) if quantise else e.piece
        self.keep = [n for n in model.names if n not in INFERENCE_ONLY]
        rows, at = [], 0
        for name, size in zip(model.names, model.sizes):
            if name in self.keep:
                rows += range(at, at + size)
            at += size
        self.sizes = [s for n, s in zip(model.names, model.sizes) if n in self.keep]
        self.tags = nn.Linear(HIDDEN, len(rows))
        self.tags.weight.data, self.tags.bias.data = model.tags.weight.data[rows].clone(), model.tags.bias.data[rows].clone()
        self.qkv, self.out, self.up, self.down = (nn.ModuleList() for _ in range(4))
        for layer in e.layers:
            one = nn.Linear(HIDDEN, 3 * HIDDEN)
            one.weight.data = torch.cat([layer.query.weight.data * (HIDDEN // 12) ** -0.5, layer.key.weight.data, layer.value.weight.data])
            one.bias.data = torch.cat([layer.query.bias.data * (HIDDEN // 12) ** -0.5, layer.key.bias.data, layer.value.bias.data])
            self.qkv.append(RowByRow(one))
            self.out.append(copy.deepcopy(layer.out))
            self.up.append(RowByRow(layer.up))
            self.down.append(RowByRow(layer.down))
        # the state goes on as it is, and to `up` in other sizes once it is smoothed
        self.norm_up = nn.ModuleList(copy.deepcopy(layer.norm1) if quantise else layer.norm1 for layer in e.layers)

    def smooth(self, given):
        """Bring the activations of `given` (pairs of ids and case) nearer to one size, layer by layer; what the model says stays."""
        with torch.no_grad():
            for qkv, out, norm, up in zip(self.qkv, self.out, self.norm_up, self.up):
                for part, mend in ((out, lambda x: smooth_out(qkv, out, x)), (up, lambda x: smooth_up(norm, up, x))):
                    seen = []
                    hook = part.register_forward_hook(lambda _, x, __: seen.append(x[0][1:]))  # all but [CLS]
                    for ids, case in given:
                        self.encode(ids, case)
                    hook.remove()
                    mend(torch.cat(seen))

    def encode(self, ids, case):
        e = self.m.encoder
        at = torch.arange(ids.shape[0], dtype=torch.int32)
        x = e.norm(self.piece(ids) + e.position(at) + e.case(case))
        for layer, qkv, out, norm_up, up, down in zip(e.layers, self.qkv, self.out, self.norm_up, self.up, self.down):
            q, k, v = qkv(x).view(-1, 3, 12, HIDDEN // 12).permute(1, 2, 0, 3).unbind(0)
            mixed = torch.softmax(q @ k.transpose(1, 2), -1) @ v
            x = x + out(mixed.transpose(0, 1).reshape(-1, HIDDEN))
            x = layer.norm2(layer.norm1(x) + down(F.gelu(up(norm_up(x)))))
        return x

    def forward(self, ids, case, first, words_in, heads, anchors, triggers, within):
        m = self.m
        words = self.encode(ids, case)[first]
        tags = self.tags(words[1:]).split(self.sizes, -1)
        arcs = m.arcs(words[None])[0]
        deprels = m.deprels(words_in[None], heads[None].long())[0]
        links = m.links(words_in, anchors)
        content = torch.softmax(links, -1)[:, :, 2]
        acts, quotes = m.speech(words_in, anchors, content)
        return (words, *tags, arcs, deprels, links, acts, quotes, m.roles(words_in, triggers), *m.events(words_in, triggers), m.claims(words_in, triggers, anchors, within))


# Texts that activations are measured on, the first of each, and how many words of each.
SAMPLES = {"fakes/gold-train.jsonl": 240, "general/gold-train.jsonl": 70, "polnear/train.jsonl": 80, "shootings/train.jsonl": 40}
SAMPLE_WORDS = 150


def load(run):
    sets = json.loads((Path(run) / "labels.json").read_text("utf8"))
    heads = {k: v for k, v in sets.items() if k not in OTHER_LABELS}
    model = Model(heads, sets["deprel"], sets["act"], sets["quote"], sets["reality"], sets["say"])
    model.load_state_dict(torch.load(Path(run) / "model.pt", map_location="cpu"))
    return model.eval(), sets


def calibration(shared):
    """Windows of training texts, none of them held out, as (ids, case, first): what activations are like."""
    pieces, out = windows.Pieces(windows.tokenizer()), []
    without = heldout("general-heldout.txt") | heldout("twins.txt")
    for name, count in SAMPLES.items():
        for line in [one for one in lines(Path(shared) / "corpora" / name) if one["report"]["id"] not in without][:count]:
            doc = Text(line["report"]["text"]).doc(name)
            n = min(len(doc.forms), SAMPLE_WORDS)
            out.append(tuple(torch.tensor(x, dtype=torch.int32) for x in windows.encode(doc.forms[:n], doc.breaks[:n], pieces)))
    return out


def calls(whole, given):
    """The whole graph over windows, with every fifth word for a cue and for a trigger, and a chain for a tree: for what its layers are given."""
    def call(ids, case, first):
        words = whole.encode(ids, case)[first]
        n = len(first) - 1
        some = torch.arange(0, n, 5, dtype=torch.int32)
        within = torch.arange(len(some) ** 2, dtype=torch.float32).view(len(some), -1) % 2
        whole(ids, case, first, words, torch.arange(n, dtype=torch.int32), some, some, within)
    return [functools.partial(call, *one) for one in given]


def to_onnx(whole, path):
    i = lambda *v: torch.tensor(v, dtype=torch.int32)
    given = (i(101, 2023, 2003, 1037, 3231, 102), i(0, 2, 1, 1, 1, 0), i(0, 1, 2, 3, 4), torch.randn(5, HIDDEN), i(2, 0, 2, 1), i(1, 2), i(1, 2, 3), torch.zeros(3, 2))
    outputs = ["words", *whole.keep, "arcs", "deprels", "links", "acts", "quotes", "roles", "realities", "mains", "same", "claims"]
    axes = {"ids": {0: "pieces"}, "case": {0: "pieces"}, "first": {0: "words1"}, "words_in": {0: "words1"}, "heads": {0: "words"}, "anchors": {0: "anchors"},
            "words": {0: "words1"}, "arcs": {0: "words", 1: "words1"}, "deprels": {0: "words"}, "links": {0: "anchors", 1: "words"}, "acts": {0: "anchors"}, "quotes": {0: "anchors"},
            "triggers": {0: "triggers"}, "roles": {0: "triggers", 1: "words"}, "realities": {0: "triggers"}, "mains": {0: "triggers"}, "same": {0: "triggers", 1: "triggers"}, "within": {0: "triggers", 1: "anchors"}, "claims": {0: "triggers", 1: "anchors"},
            **{k: {0: "words"} for k in whole.keep}}
    with torch.no_grad():
        torch.onnx.export(whole, given, str(path), input_names=["ids", "case", "first", "words_in", "heads", "anchors", "triggers", "within"], output_names=outputs,
                          dynamic_axes=axes, opset_version=17, dynamo=False, do_constant_folding=True)


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--run", default="training/build/run")
    ap.add_argument("--out", default="weights")
    ap.add_argument("--shared", default="../shared", help="the folder of corpora/, for texts that activations are measured on")
    a = ap.parse_args()
    from onnxruntime.quantization import QuantType, quantize_dynamic

    out, work = Path(a.out), Path(a.run)
    out.mkdir(parents=True, exist_ok=True)
    model, sets = load(a.run)
    to_onnx(Whole(model, quantise=False).eval(), work / "f32.onnx")
    whole, given = Whole(model, quantise=True).eval(), calibration(a.shared)
    whole.smooth([(ids, case) for ids, case, _ in given])
    to_onnx(whole, work / "embedded.onnx")
    quantize_dynamic(work / "embedded.onnx", out / "encoder.onnx", weight_type=QuantType.QInt8, per_channel=True, op_types_to_quantize=["MatMul", "Gemm"],
                     extra_options={"MatMulConstBOnly": True})
    print("rounded with their inputs at hand:", *round_graph(out / "encoder.onnx", work / "embedded.onnx", gathered(whole, calls(whole, given))))
    print("made lean:", lean(out / "encoder.onnx"))
    keep = {k: v for k, v in sets.items() if k not in INFERENCE_ONLY}
    (out / "labels.json").write_text(json.dumps(keep, ensure_ascii=False, indent=1) + "\n", "utf8")
    windows.tokenizer().save(str(out / "tokenizer.json"), pretty=False)
    print({p.name: f"{p.stat().st_size / 1e6:.1f} MB" for p in out.iterdir() if p.is_file()})


if __name__ == "__main__":
    main()
