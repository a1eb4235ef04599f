"""The label sets of the heads, read off the training data once and shipped beside the weights."""
from collections import Counter

KINDS = ["person", "organisation", "location", "nationality", "temporal", "quantity", "weapon", "vehicle", "platform", "document", "money", "url"]
GUM = ["person", "place", "organization", "object", "event", "time", "abstract", "animal", "plant", "substance"]
ACTS = ["assert", "deny", "accuse", "admit", "claim_responsibility", "regret", "demand", "propose", "commit", "threaten", "condemn",
        "support", "oppose", "doubt", "predict", "decline", "other"]
TYPES = ["air_strike", "shelling", "armed_clash", "suicide_bombing", "remote_explosive", "chemical_attack", "shooting", "execution", "abduction",
         "arrest", "torture", "sexual_violence", "siege", "displacement", "evacuation", "territory_taken", "aid_delivery", "aid_obstructed",
         "destruction", "protest", "talks", "agreement", "ceasefire", "ceasefire_violation", "release", "deployment", "disarmament",
         "other_violence", "other"]
REALITIES = ["actual", "planned", "hypothetical", "denied"]
ROLES = ["none", "actor", "target", "place", "date", "killed", "injured"]  # of a word to a trigger
PARTS = [*ROLES[1:], "figure", "ceasefire", "evacuation_deal", "peace_plan", "other_agreement"]  # of a word to any incident, or a figure, or an agreement by kind
SAYS = ["happened", "did_not_happen", "responsible", "not_responsible", "claims_responsibility", "intentional", "unintentional", "unconfirmed"]
QUOTES = ["direct", "indirect", "mixed"]


COMMON = 20  # times that the treebanks hold a form whose parts of speech are taken from them
RARE = 0.005  # share of a common form's below which a part of speech is a slip
INFLECTED = {"VERB", "AUX", "NOUN", "ADJ", "ADV", "PRON", "DET"}  # whose inflected forms are looked up before the script head is asked


def bio(kinds):
    return ["O"] + [f"{p}-{k}" for k in kinds for p in "BI"]


def lemma_script(form, lemma):
    """How a lemma comes of its form: characters to take off the end, what to put there, and whether to lower the case first."""
    low = form.lower()
    keep = lemma[:1] == form[:1] != low[:1]
    base = form if keep else low
    target = lemma
    n = 0
    while n < min(len(base), len(target)) and base[n] == target[n]:
        n += 1
    return f"{len(base) - n}:{target[n:]}:{'k' if keep else 'l'}"


def apply_script(form, script):
    """The lemma; the form itself where the script does not fit."""
    cut, rest = script.split(":", 1)
    add, case = rest.rsplit(":", 1)
    base = form if case == "k" else form.lower()
    return base[: len(base) - int(cut)] + add if int(cut) <= len(base) else base


def from_treebanks(docs):
    upos, feats, lemmas, deprels, forms, tags = Counter(), Counter(), Counter(), Counter(), {}, {}
    for d in docs:
        for form, (u, f, l, _, r) in zip(d.forms, d.ud):
            upos[u] += 1
            feats[f] += 1
            lemmas[lemma_script(form, l)] += 1
            forms.setdefault((form.lower(), u), Counter())[l] += 1
            tags.setdefault(form.lower(), Counter())[u] += 1
            deprels[r] += 1
    often = lambda c, n: sorted((k for k, v in c.items() if v >= n), key=lambda k: (-c[k], k))
    common = {form: sorted(u for u, n in c.items() if n >= RARE * c.total()) for form, c in tags.items() if c.total() >= COMMON and " " not in form}
    return {"tags": sorted(f"{form} {' '.join(all)}" for form, all in common.items()), "upos": often(upos, 1), "feats": often(feats, 3), "lemma": often(lemmas, 4), "deprel": often(deprels, 3),
            "forms": sorted(f"{form} {u} {l}" for (form, u), c in forms.items() if u in INFLECTED for l, n in c.most_common(1)
                            if n >= 2 and n >= 0.9 * c.total() and l != form and " " not in form + l)}
