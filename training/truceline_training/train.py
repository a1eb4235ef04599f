"""Train the encoder and its heads: `python -m truceline_training.train --shared ../shared --out build/run`.

One process, one thread by default (bfloat16 where the CPU multiplies it natively). Batches hold one corpus each and train the heads
that the corpus has gold for; the order of batches is shuffled once by a fixed seed.
"""
import argparse
import json
import random
import time
from pathlib import Path

import torch
import torch.nn.functional as F

from . import corpora, labels as L, windows
from .altered import Names, hide, roughen, slice_doc
from .encoder import Encoder
from .model import Model

WHOLE_READINGS = ("readings", "annotated", "attacks", "written", "further", "latest")  # corpora that are annotated with all that a reading holds
# Corpora that give an event no day where fakes/ would take one from further off: there, what is no part of the event may be its day.
DAYS_LEFT_OUT = ("attacks", "latest")
NO_ROLE, DAY = L.ROLES.index("none"), L.ROLES.index("date")
OTHER_LABELS = ("deprel", "act", "quote", "reality", "say", "forms", "tags")  # label sets that are not heads over words


def load(shared):
    c = Path(shared) / "corpora"
    general_out = corpora.heldout("general-heldout.txt") | corpora.heldout("twins.txt")
    re3d_out = corpora.heldout("re3d-heldout.txt") | corpora.heldout("twins.txt")
    return {
        "ud": [*corpora.conllu(c / "ud/ewt-train.conllu"), *corpora.conllu(c / "ud/gum-train.conllu")],
        "polnear": list(corpora.polnear(c / "polnear/train.jsonl")),
        "readings": [*corpora.readings(c / "fakes/gold-train.jsonl"), *corpora.readings(c / "general/gold-train.jsonl", general_out)],
        "re3d": list(corpora.re3d(c / "re3d/train.jsonl", without=re3d_out)),
        "wikievents": list(corpora.wikievents(c / "wikievents/train.jsonl", general_out)),
        "places": list(corpora.event_places(c / "event_location/train.jsonl")),
        "factuality": list(corpora.factuality(c / "factuality/uw-train.conll")),
        "annotated": list(corpora.annotated(Path(__file__).parents[1] / "annotated.jsonl", shared)),
        "attacks": list(corpora.annotated(Path(__file__).parents[1] / "attacks.jsonl", shared)),
        "written": list(corpora.readings(Path(__file__).parents[1] / "written.jsonl")),
        "further": list(corpora.readings(Path(__file__).parents[1] / "further.jsonl")),
        "latest": list(corpora.readings(Path(__file__).parents[1] / "latest.jsonl")),
        "ecbplus": list(corpora.ecbplus(c / "ecbplus/ECB_Train_corpus.txt", c / "ecbplus/ECB_Train_Event_gold_mentions.json")),
    }


def plan(data, pieces, rng, epochs, renamed=0.0, most=256, room=2048):
    """Batches of windows of one corpus, all epochs, shuffled. `renamed` is the share of windows of reports whose names are exchanged."""
    batches = []
    names = Names(data) if renamed else None
    for name, docs in data.items():
        whole, part = int(epochs.get(name, 0)), epochs.get(name, 0) % 1
        for n in range(whole + (part > 0)):
            out = []
            chosen = docs if n < whole else rng.sample(docs, int(len(docs) * part))
            for doc in chosen:
                size = rng.choice([160, most, 384] if name in WHOLE_READINGS else [160, most])
                for a, b in windows.cut(doc, pieces, size, rng, doc.ends):
                    w = slice_doc(doc, a, b)
                    if renamed and name in (*WHOLE_READINGS, "polnear") and rng.random() < renamed:
                        w = names.exchange(w, rng)
                    out.append(roughen(w, rng) if rng.random() < (0.5 if name == "ud" else 0.9) else w)
            out.sort(key=lambda w: (sum(len(pieces(f)) for f in w.forms) // 16, rng.random()))
            batch, width = [], 0
            for w in out:
                n_p = sum(len(pieces(f)) for f in w.forms) + 2
                if batch and max(width, n_p) * (len(batch) + 1) > room:
                    batches.append((name, batch))
                    batch, width = [], 0
                batch.append(w)
                width = max(width, n_p)
            if batch:
                batches.append((name, batch))
    rng.shuffle(batches)
    return batches


def pad(rows, fill, dtype=torch.long):
    width = max(map(len, rows))
    return torch.tensor([list(r) + [fill] * (width - len(r)) for r in rows], dtype=dtype)


def collate(batch, pieces):
    """Ids, letter cases, first pieces of the words and the mask of a batch."""
    enc = [windows.encode(w.forms, w.breaks, pieces) for w in batch]
    ids, case, first = pad([e[0] for e in enc], 0), pad([e[1] for e in enc], 0), pad([e[2] for e in enc], 0)
    mask = torch.where(ids == 0, -1e4, 0.0)[:, None, None, :]
    return ids, case, first, mask


def bio_row(n, spans, index):
    row = [0] * n
    for s, e, k in spans:
        for i in range(s, e):
            row[i] = index[("B-" if i == s else "I-") + k]
    return row


class Losses:
    def __init__(self, model, sets):
        self.m, self.sets = model, sets
        self.at = {k: {v: n for n, v in enumerate(vs)} for k, vs in sets.items()}

    def ce(self, scores, rows, weight=None):
        gold = pad(rows, -100)
        return F.cross_entropy(scores.reshape(-1, scores.shape[-1]).float(), gold.reshape(-1), ignore_index=-100, weight=weight)

    def __call__(self, name, batch, words):
        tags, at = self.m.tag(words), self.at
        loss = {}
        if name == "ud":
            loss["end"] = self.ce(tags["end"], [[int(e) for e in w.ends] for w in batch])
            loss["upos"] = self.ce(tags["upos"], [[at["upos"].get(u[0], -100) for u in w.ud] for w in batch])
            loss["feats"] = 0.5 * self.ce(tags["feats"], [[at["feats"].get(u[1], -100) for u in w.ud] for w in batch])
            loss["lemma"] = 0.5 * self.ce(tags["lemma"], [[at["lemma"].get(L.lemma_script(f, u[2]), -100) for f, u in zip(w.forms, w.ud)] for w in batch])
            heads = pad([[u[3] + 1 for u in w.ud] for w in batch], -100)
            arcs = self.m.arcs(words).float()
            sent = []
            for w in batch:
                n, row = 0, []
                for e in w.ends:
                    row.append(n)
                    n += e
                sent.append(row)
            sent = pad(sent, -1)
            same = torch.cat([torch.ones(*sent.shape, 1, dtype=torch.bool), sent[:, :, None] == sent[:, None, :]], -1)
            arcs = arcs.masked_fill(~same, -1e4)
            loss["arc"] = F.cross_entropy(arcs.reshape(-1, arcs.shape[-1]), heads.reshape(-1), ignore_index=-100)
            rel = self.m.deprels(words, heads.clamp(min=0))
            loss["deprel"] = self.ce(rel, [[at["deprel"].get(u[4], -100) for u in w.ud] for w in batch])
            quiet = [[0 if w.events is not None else -100] * len(w.forms) for w in batch]
            if any(w.events is not None for w in batch):
                loss["quiet"] = self.ce(tags["trigger"], quiet) + self.ce(tags["part"], quiet)
            if any(w.entities is not None for w in batch):
                loss["gum"] = 0.3 * self.ce(tags["gum"], [bio_row(len(w.forms), w.entities, at["gum"]) if w.entities is not None else [-100] * len(w.forms) for w in batch])
        elif name == "re3d":
            for head, spans in (("mention", "mentions"), ("inner", "inner")):
                loss[head] = self.ce(tags[head], [bio_row(len(w.forms), getattr(w, spans), at[head]) for w in batch])
        elif name == "wikievents":
            loss["coarse"] = 0.5 * self.ce(tags["coarse"], [bio_row(len(w.forms), w.triggers, at["coarse"]) for w in batch])
            self.loosely(batch, words, tags, loss)
        elif name == "places":
            self.loosely(batch, words, tags, loss)
        elif name == "ecbplus":
            self.sameness(batch, words, loss)
        elif name == "factuality":
            gold = torch.full(tags["fact"].shape[:2], float("nan"))
            for b, w in enumerate(batch):
                for i, v in w.facts:
                    gold[b, i] = v
            known = ~gold.isnan()
            loss["fact"] = 0.3 * F.smooth_l1_loss(tags["fact"][..., 0].float()[known], gold[known])
        else:
            rows, roles = [], []
            for w in batch:
                row, role = [0] * len(w.forms), [0] * len(w.forms)
                for src, cue, con, _, _ in w.attributions:
                    for i in con:
                        role[i] |= 2
                    for i in src:
                        role[i] |= 1
                for src, cue, con, _, _ in w.attributions:
                    for k, i in enumerate(cue):
                        row[i] = 2 if k and row[i] != 1 and cue[k - 1] == i - 1 else 1 if k == 0 else row[i]
                rows.append(row), roles.append(role)
            loss["cue"] = 2.0 * self.ce(tags["cue"], rows)
            loss["role"] = 0.3 * self.ce(tags["role"], roles)
            if name in WHOLE_READINGS:
                self.happenings(name, batch, words, tags, loss)
            links, acts, quotes, gold_a, gold_q, n = [], [], [], [], [], 0
            for b, w in enumerate(batch):
                if not w.attributions:
                    continue
                anchors = torch.tensor([a[1][0] for a in w.attributions])
                own = words[b, : len(w.forms) + 1]
                gold = torch.zeros(len(anchors), len(w.forms), dtype=torch.long)
                for k, (src, cue, con, act, q) in enumerate(w.attributions):
                    gold[k, con] = 2
                    gold[k, src] = 1
                    gold[k, cue] = 3
                scores = self.m.links(own, anchors).float()
                links.append(F.cross_entropy(scores.reshape(-1, 4), gold.reshape(-1), reduction="sum"))
                n += gold.numel()
                if any(a[3] for a in w.attributions):
                    a_, q_ = self.m.speech(own, anchors, (gold == 2).to(own.dtype))
                    acts.append(a_), quotes.append(q_)
                    gold_a += [self.at["act"][a[3]] if a[3] else -100 for a in w.attributions]
                    gold_q += [self.at["quote"][a[4]] if a[4] else -100 for a in w.attributions]
            if links:
                loss["link"] = 6.0 * sum(links) / n
            if acts:
                loss["act"] = 0.5 * F.cross_entropy(torch.cat(acts).float(), torch.tensor(gold_a), ignore_index=-100)
                if any(g >= 0 for g in gold_q):
                    loss["quote"] = 0.3 * F.cross_entropy(torch.cat(quotes).float(), torch.tensor(gold_q), ignore_index=-100)
        return loss

    def happenings(self, name, batch, words, tags, loss):
        """Losses of triggers, what belongs to them, how real they are, and which are of one incident."""
        loss["trigger"] = 2.0 * self.ce(tags["trigger"], [bio_row(len(w.forms), trigger_runs(w), self.at["trigger"]) for w in batch])
        loss["part"] = 2.0 * self.ce(tags["part"], [bio_row(len(w.forms), w.parts, self.at["part"]) for w in batch])
        links, n, real, main, gold_r, gold_m = [], 0, [], [], [], []
        for b, w in enumerate(batch):
            if not w.events:
                continue
            anchors = torch.tensor([e.trigger[0] for e in w.events])
            own = words[b, : len(w.forms) + 1]
            gold = torch.zeros(len(anchors), len(w.forms), dtype=torch.long)
            for k, e in enumerate(w.events):
                for role, ws in e.roles.items():
                    gold[k, ws] = L.ROLES.index(role)
            scores = self.m.roles(own, anchors).float()
            wrong = F.cross_entropy(scores.transpose(1, 2), gold, reduction="none")
            if name in DAYS_LEFT_OUT:
                undated = torch.tensor([not e.roles.get("date") for e in w.events])[:, None] & (gold == NO_ROLE)
                either = scores.logsumexp(-1) - torch.logaddexp(scores[..., NO_ROLE], scores[..., DAY])
                wrong = torch.where(undated, either, wrong)
            links.append(wrong.sum())
            n += gold.numel()
            r, m, _ = self.m.events(own, anchors)
            real.append(r), main.append(m)
            gold_r += [self.at["reality"][e.reality] for e in w.events]
            gold_m += [int(e.main) for e in w.events]
        self.sameness(batch, words, loss)
        self.claims(batch, words, loss)
        if links:
            loss["roles"] = 8.0 * sum(links) / n
            loss["reality"] = 0.3 * F.cross_entropy(torch.cat(real).float(), torch.tensor(gold_r))
            loss["main"] = 0.2 * F.cross_entropy(torch.cat(main).float(), torch.tensor(gold_m))

    def sameness(self, batch, words, loss):
        """Loss of which triggers are of one incident."""
        same, gold = [], []
        for b, w in enumerate(batch):
            if not w.events:
                continue
            scores = self.m.events(words[b, : len(w.forms) + 1], torch.tensor([e.trigger[0] for e in w.events]))[2]
            for i in range(len(w.events)):
                same.append(scores[i, i + 1:])
                gold += [float(w.events[i].incident == e.incident) for e in w.events[i + 1:]]
        if gold:
            loss["same"] = 0.5 * F.binary_cross_entropy_with_logits(torch.cat(same).float(), torch.tensor(gold))

    def claims(self, batch, words, loss):
        """Loss of what statements say of incidents."""
        told, known, n = [], [], 0
        for b, w in enumerate(batch):
            triggers, cues = sorted({c.trigger for c in w.claims or ()}), sorted({c.cue for c in w.claims or ()})
            if not triggers:
                continue
            gold = torch.full((len(triggers), len(cues), len(L.SAYS)), float("nan"))
            for c in w.claims:
                if c.says is not None:
                    row = gold[triggers.index(c.trigger), cues.index(c.cue)]
                    row.zero_()
                    row[[L.SAYS.index(s) for s in c.says]] = 1
            content = {a[1][0]: set(a[2]) for a in w.attributions}
            within = torch.tensor([[float(t in content.get(c, ())) for c in cues] for t in triggers])
            scores = self.m.claims(words[b, : len(w.forms) + 1], torch.tensor(triggers), torch.tensor(cues), within).float()
            there = ~gold.isnan()
            told.append(scores[there]), known.append(gold[there])
        if sum(map(len, told)):
            loss["claim"] = 4.0 * F.binary_cross_entropy_with_logits(torch.cat(told), torch.cat(known))

    def loosely(self, batch, words, tags, loss):
        """Losses where a corpus says only what a trigger's type and a word's role may be: minus the log of what those have together."""
        roles, n, types = [], 0, []
        for b, w in enumerate(batch):
            if not w.loose:
                continue
            may = torch.zeros(len(w.loose), len(w.forms), len(L.ROLES), dtype=torch.bool)
            for k, e in enumerate(w.loose):
                may[k, :, [L.ROLES.index(r) for r in e.rest]] = True
                for word, allowed in e.may.items():
                    may[k, word] = torch.tensor([r in allowed for r in L.ROLES])
                if e.types:
                    own = tags["trigger"][b, e.trigger].float()
                    types.append(own.logsumexp(0) - own[[self.at["trigger"]["B-" + t] for t in e.types]].logsumexp(0))
            scores = self.m.roles(words[b, : len(w.forms) + 1], torch.tensor([e.trigger for e in w.loose])).float()
            roles.append((scores.logsumexp(-1) - scores.masked_fill(~may, -1e4).logsumexp(-1)).sum())
            n += may.shape[0] * may.shape[1]
        if roles:
            loss["loose"] = 6.0 * sum(roles) / n
        if types:
            loss["types"] = 0.3 * torch.stack(types).mean()


def trigger_runs(w):
    """(start, end, type) of the first run of words of each trigger."""
    out = []
    for e in w.events:
        n = 1
        while n < len(e.trigger) and e.trigger[n] == e.trigger[0] + n:
            n += 1
        out.append((e.trigger[0], e.trigger[0] + n, e.type))
    return corpora.outermost(out)


def build(data):
    found = L.from_treebanks(data["ud"])
    sets = {"end": ["in", "last"], "upos": found["upos"], "feats": found["feats"], "lemma": found["lemma"], "mention": L.bio(L.KINDS),
            "inner": L.bio(L.KINDS), "trigger": L.bio(L.TYPES), "coarse": L.bio(sorted({t[2] for d in data["wikievents"] for t in d.triggers})), "fact": ["fact"],
            "cue": ["O", "B", "I"], "role": ["none", "source", "content", "both"], "gum": L.bio(L.GUM), "part": L.bio(L.PARTS)}
    every = {**sets, "deprel": found["deprel"], "act": L.ACTS, "quote": L.QUOTES, "reality": L.REALITIES, "say": L.SAYS, "forms": found["forms"], "tags": found["tags"]}
    return sets, every


def go_on(model, run, keep=1.0):
    """Take over what an earlier run learnt: all that has the same form, and the tag heads by their names. With `keep` below 1, that far only,
    from the pretrained encoder and from heads that know nothing (shrink and perturb, Ash and Adams 2020)."""
    old = torch.load(run / "model.pt", map_location="cpu")
    sets, at, new = json.loads((run / "labels.json").read_text("utf8")), 0, 0
    rows = {}
    for name in [k for k in sets if k not in OTHER_LABELS]:
        rows[name] = range(at, at + len(sets[name]))
        at += len(sets[name])
    own = model.state_dict()
    with torch.no_grad():
        for name, size in zip(model.names, model.sizes):
            if name in rows and len(rows[name]) == size:
                for k in ("tags.weight", "tags.bias"):
                    own[k][new: new + size].lerp_(old[k][list(rows[name])], keep)
            new += size
        for k, v in old.items():
            if k in own and own[k].shape == v.shape and not k.startswith("tags."):
                own[k].lerp_(v, keep) if v.is_floating_point() else own[k].copy_(v)


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--shared", default="../shared")
    ap.add_argument("--out", default="training/build/run")
    ap.add_argument("--threads", type=int, default=1)
    ap.add_argument("--scale", type=float, default=1.0, help="how much of the planned epochs to run")
    ap.add_argument("--lr", type=float, default=1.5e-4)
    ap.add_argument("--head-lr", type=float, default=1e-3)
    ap.add_argument("--epochs", default="ud=3.5,polnear=5,readings=8,re3d=14,wikievents=2,factuality=2")
    ap.add_argument("--start", help="a run to go on from, in place of the pretrained encoder: heads that it lacks, or has in another form, begin anew")
    ap.add_argument("--keep", type=float, default=1.0, help="how much of what --start learnt to keep")
    ap.add_argument("--renamed", type=float, default=0.0, help="share of the windows of reports whose names are exchanged for others")
    ap.add_argument("--hidden", type=float, default=0.0, help="share of the pieces of reports that the encoder does not see")
    ap.add_argument("--stop", type=int, help="after this many batches, at the rate of learning that it has come to")
    ap.add_argument("--precision", choices=["bfloat16", "float32"], default="bfloat16", help="float32 where the processor does not multiply bfloat16 itself")
    ap.add_argument("--seed", type=int, default=20310303)
    a = ap.parse_args()
    torch.set_num_threads(a.threads)
    torch.manual_seed(a.seed)
    rng = random.Random(a.seed)
    out = Path(a.out)
    out.mkdir(parents=True, exist_ok=True)
    data = load(a.shared)
    sets, every = build(data)
    (out / "labels.json").write_text(json.dumps(every, ensure_ascii=False, indent=0), "utf8")
    pieces = windows.Pieces(windows.tokenizer())
    epochs = {k: float(v) * a.scale for k, v in (p.split("=") for p in a.epochs.split(","))}
    batches = plan(data, pieces, rng, epochs, a.renamed)
    model = Model(sets, every["deprel"], every["act"], every["quote"], every["reality"], every["say"], Encoder.pretrained())
    if a.start:
        go_on(model, Path(a.start), a.keep)
    losses = Losses(model, every)
    enc = [p for p in model.encoder.parameters() if p.requires_grad]
    known = {id(p) for p in enc}
    rest = [p for p in model.parameters() if p.requires_grad and id(p) not in known]
    opt = torch.optim.AdamW([{"params": enc, "lr": a.lr}, {"params": rest, "lr": a.head_lr}], weight_decay=0.01, fused=True)
    n, warm = len(batches), max(1, int(0.06 * len(batches)))
    sched = torch.optim.lr_scheduler.LambdaLR(opt, lambda s: min((s + 1) / warm, max(0.0, (n - s) / (n - warm))))
    total = sum(sum(len(pieces(f)) for f in w.forms) for _, b in batches for w in b)
    print(f"{n} batches, {total} pieces", {k: sum(1 for b in batches if b[0] == k) for k in data}, flush=True)
    model.train()
    unseen = torch.Generator().manual_seed(a.seed)
    short = a.precision == "bfloat16"
    seen, start, mean = 0, time.time(), {}
    for step, (name, batch) in enumerate(batches[:a.stop]):
        ids, case, first, mask = collate(batch, pieces)
        if a.hidden and name in WHOLE_READINGS:
            ids = hide(ids, a.hidden, unseen)
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=short):
            parts = losses(name, batch, model.words(ids, case, first, mask.to(torch.bfloat16) if short else mask))
        loss = sum(parts.values())
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        opt.step(), sched.step(), opt.zero_grad(set_to_none=True)
        seen += int((ids > 0).sum())
        for k, v in parts.items():
            mean[k] = 0.98 * mean.get(k, float(v.detach())) + 0.02 * float(v.detach())
        if step % 50 == 49:
            gone = time.time() - start
            print(f"{step + 1}/{n} {seen / gone:.0f} pieces/s, {gone / 60:.1f} min of {gone / seen * total / 60:.1f}; " + " ".join(f"{k} {v:.3f}" for k, v in mean.items()), flush=True)
        if step % 500 == 499:
            torch.save(model.state_dict(), out / "model.pt")
    torch.save(model.state_dict(), out / "model.pt")


if __name__ == "__main__":
    main()
