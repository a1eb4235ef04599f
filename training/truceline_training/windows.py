"""Documents to windows of word pieces: what the encoder sees at once. crates/parse/src/windows.rs cuts the same way."""
import random

from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

from .encoder import package
from .words import case_of

CLOSING = ("”", '"', "''", "'", ")")
CLS, SEP, BREAK = 101, 102, 1  # [unused0] marks the start of a paragraph


def tokenizer():
    t = Tokenizer(models.WordPiece.from_file(str(package() / "vocab.txt"), unk_token="[UNK]", max_input_chars_per_word=100))
    t.normalizer = normalizers.BertNormalizer(lowercase=True)
    t.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    return t


class Pieces:
    """A document's words as pieces. A word that leaves no piece (a lone accent, say) takes [UNK]."""

    def __init__(self, tok):
        self.tok, self.seen = tok, {}

    def __call__(self, form):
        if form not in self.seen:
            self.seen[form] = tuple(self.tok.encode(form, add_special_tokens=False).ids) or (100,)
        return self.seen[form]


def encode(forms, breaks, pieces):
    """(ids, case, first): pieces of a window with [CLS] and [SEP], and where each word begins; first[0] is [CLS], for the root."""
    ids, case, first = [CLS], [0], [0]
    for n, form in enumerate(forms):
        if n and breaks[n]:
            ids.append(BREAK), case.append(6)
        first.append(len(ids))
        p = pieces(form)
        ids += p
        case += [case_of(form)] * len(p)
    return ids + [SEP], case + [0], first


def cut(doc, pieces, most, rng, stops=None):
    """Word ranges of at most `most` pieces, made of whole paragraphs (or sentences, where `stops` says where they end) as far as
    they fit. `rng` varies where the first window ends, so that the cuts differ from epoch to epoch."""
    n = len(doc.forms)
    stop = lambda i: stops[i] if stops else doc.forms[i] in ".!?" and doc.forms[i + 1] not in CLOSING
    paragraphs = {i for i in range(1, n) if doc.breaks[i]} | {n}
    sentences = {i for i in range(1, n) if stop(i - 1)}
    at, out, room = 0, [], rng.randint(most // 3, most)
    while at < n:
        used, end, best, second = 2, at, None, None
        while end < n:
            used += len(pieces(doc.forms[end])) + (end > at and doc.breaks[end])
            if used > room and end > at:
                break
            end += 1
            if end in paragraphs or stops and end in sentences:
                best = end
            elif end in sentences:
                second = end
        best = best or second or end  # a paragraph that does not fit ends at a sentence, a sentence that does not where it must
        out.append((at, best))
        at, room = best, most
    return out
