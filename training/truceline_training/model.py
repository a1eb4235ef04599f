"""The multi-task model: one encoder, a head a task. Everything past the encoder works on words (the first piece of each)."""
import torch
import torch.nn as nn
import torch.nn.functional as F

from .encoder import HIDDEN, Encoder
from .labels import ROLES

ARC, LABEL, LINK = 192, 128, 96
SAID = ["none", "source", "content", "cue"]
NEAR = 24  # link distances are told apart up to this many words, then by doubling


def distance_bucket(a, t):
    """Bucket of the signed distance t - a, for anchors a [.., A, 1] and words t [.., 1, W]."""
    d = t - a
    far = d.abs().clamp(min=1).float()
    wide = (NEAR + (torch.log2(far / NEAR).clamp(min=0) * 2)).to(torch.int32).clamp(max=NEAR + 7)
    size = torch.where(d.abs() < NEAR, d.abs().to(torch.int32), wide)
    return torch.where(d < 0, size + NEAR + 8, size)


class Linker(nn.Module):
    """Scores of what each word is to an anchor (a cue, a trigger): each word is seen with the anchor and how far off it is, and, where
    `mixed`, with its neighbours by two convolutions."""

    def __init__(self, roles, drop, mixed):
        super().__init__()
        self.word, self.anchor = nn.Linear(HIDDEN, LINK), nn.Linear(HIDDEN, LINK)
        self.near = nn.Embedding(2 * NEAR + 16, LINK)
        self.mix = nn.ModuleList([nn.Conv1d(LINK, LINK, 3, padding=1), nn.Conv1d(LINK, LINK, 3, padding=3, dilation=3)] if mixed else [])
        self.out = nn.Linear(LINK, roles)
        self.drop = drop
        nn.init.normal_(self.near.weight, std=0.1)

    def forward(self, own, anchors):
        """[anchors, words, roles] of one window's words `own` [words, HIDDEN], for the anchors that begin at words `anchors`."""
        w, a = self.word(own), self.anchor(own)[anchors]
        at = torch.arange(own.shape[0], device=own.device, dtype=torch.int32)
        x = F.relu(w.unsqueeze(0) + a.unsqueeze(1) + self.near(distance_bucket(anchors.to(torch.int32).unsqueeze(1), at.unsqueeze(0))))
        x = self.drop(x)
        if not self.mix:
            return self.out(x)
        x = x.transpose(1, 2)
        for mix in self.mix:
            x = x + F.relu(mix(x))
        return self.out(x.transpose(1, 2))


class Model(nn.Module):
    """`labels` gives the size of each word-level head."""

    def __init__(self, labels, deprels, acts, quotes, realities, says, encoder=None, dropout=0.15):
        super().__init__()
        self.encoder = encoder or Encoder()
        self.names = list(labels)
        self.sizes = [len(labels[k]) for k in self.names]
        self.tags = nn.Linear(HIDDEN, sum(self.sizes))
        self.arc_dep, self.arc_head = nn.Linear(HIDDEN, ARC), nn.Linear(HIDDEN, ARC)
        self.arc = nn.Parameter(torch.eye(ARC) * 0.05)
        self.arc_bias = nn.Linear(ARC, 1, bias=False)
        self.label_dep, self.label_head = nn.Linear(HIDDEN, LABEL), nn.Linear(HIDDEN, LABEL)
        self.label_sum, self.label_product = nn.Linear(LABEL, len(deprels)), nn.Linear(LABEL, len(deprels), bias=False)
        self.act, self.quote = nn.Linear(2 * HIDDEN, len(acts)), nn.Linear(2 * HIDDEN, len(quotes))
        self.drop = nn.Dropout(dropout)
        self.said, self.happened = Linker(len(SAID), self.drop, True), Linker(len(ROLES), self.drop, False)
        self.reality, self.main = nn.Linear(HIDDEN, len(realities)), nn.Linear(2 * HIDDEN, 2)
        self.claim_trigger, self.claim_cue = nn.Linear(HIDDEN, LINK), nn.Linear(HIDDEN, LINK)
        self.claim_near, self.claim_within = nn.Embedding(2 * NEAR + 16, LINK), nn.Parameter(torch.zeros(LINK))
        self.claim = nn.Linear(LINK, len(says))
        nn.init.normal_(self.claim_near.weight, std=0.1)
        self.same = nn.Linear(HIDDEN, LINK)
        self.same_sum, self.same_product = nn.Linear(LINK, 1), nn.Linear(LINK, LINK, bias=False)

    def words(self, ids, case, first, mask=None):
        """[batch, 1 + words, HIDDEN]: the root, then each word."""
        x = self.encoder(ids, case, mask)
        return self.drop(torch.gather(x, 1, first.unsqueeze(-1).expand(-1, -1, HIDDEN)))

    def tag(self, words):
        """{head: [batch, words, labels]}"""
        return dict(zip(self.names, self.tags(words[:, 1:]).split(self.sizes, -1)))

    def arcs(self, words):
        """[batch, words, 1 + words]: how well each word (or the root, first) is the head of each word."""
        dep, head = F.relu(self.arc_dep(words[:, 1:])), F.relu(self.arc_head(words))
        return (self.drop(dep) @ self.arc) @ self.drop(head).transpose(1, 2) + self.arc_bias(head).transpose(1, 2)

    def deprels(self, words, heads):
        """[batch, words, relations], given each word's head (0 the root)."""
        dep, head = F.relu(self.label_dep(words[:, 1:])), F.relu(self.label_head(words))
        head = torch.gather(head, 1, heads.unsqueeze(-1).expand(-1, -1, LABEL))
        return self.label_sum(self.drop(F.relu(dep + head))) + self.label_product(self.drop(dep * head))

    def links(self, words, anchors):
        """[anchors, words, 4] of one window's words [1 + W, HIDDEN]: whether each word is none, source, content or cue of the attribution
        whose cue starts at word `anchors[i]` (the first word is 0)."""
        return self.said(words[1:], anchors)

    def roles(self, words, triggers):
        """[triggers, words, 7]: what each word is to the event whose trigger starts at word `triggers[i]`."""
        return self.happened(words[1:], triggers)

    def events(self, words, triggers):
        """Reality [T, realities], being what the text is chiefly about [T, 2], and being of one incident [T, T], of each trigger."""
        own = words[1:][triggers]
        p = F.relu(self.same(own))
        each = self.same_sum(p)
        mixed = self.same_product(p) @ p.transpose(0, 1) * LINK ** -0.5
        pairs = each + each.transpose(0, 1) + mixed + mixed.transpose(0, 1)
        return self.reality(own), self.main(torch.cat([own, words[:1].expand(own.shape[0], HIDDEN)], -1)), pairs

    def claims(self, words, triggers, cues, within):
        """[T, C, says]: whether the statement of each cue says each thing of the incident of each trigger. `within` [T, C] is 1 where the
        trigger stands in what the statement says."""
        t, c = self.claim_trigger(words[1:])[triggers], self.claim_cue(words[1:])[cues]
        near = self.claim_near(distance_bucket(triggers.to(torch.int32).unsqueeze(1), cues.to(torch.int32).unsqueeze(0)))
        x = F.relu(t.unsqueeze(1) + c.unsqueeze(0) + near + within.unsqueeze(-1) * self.claim_within)
        return self.claim(self.drop(x))

    def speech(self, words, anchors, content):
        """Act and quote of each anchor, given how much each word is of its content, [anchors, words]."""
        own = words[1:]
        mean = content @ own / content.sum(-1, keepdim=True).clamp(min=1e-4)
        x = torch.cat([own[anchors], mean], -1)
        return self.act(x), self.quote(x)
