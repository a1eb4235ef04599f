"""Words of a text, as Universal Dependencies' English treebanks cut them. crates/parse/src/words.rs does the same; a shared
fixture keeps the two in step."""
import re
from pathlib import Path

ABBREVIATIONS = frozenset(
    line.strip() for line in (Path(__file__).parents[2] / "crates/parse/data/abbreviations.txt").read_text("utf8").splitlines()
    if line.strip() and not line.startswith("#"))
APOSTROPHES = "'’"
CLITICS = ("s", "re", "ve", "ll", "d", "m")
FUSED = {"cannot": 3, "gonna": 3, "wanna": 3, "gotta": 3}
RUNS = ".-!?*=_~"
URL = re.compile(r"(https?://|www\.)\S")
OPENERS = "<([{"
CLOSERS = ".,;:!?)]}>\"'”’»"


def is_word(c):
    return c.isalnum()


def chunk(text, i, j, out):
    """Words of text[i:j], which holds no white space."""
    while i < j and text[i] in OPENERS:
        out.append((i, i + 1))
        i += 1
    if i == j:
        return
    part = text[i:j]
    if URL.match(part) or part[0] in "@#" and len(part) > 1 and is_word(part[1]) or mail(part):
        end = j
        while end > i + 1 and text[end - 1] in CLOSERS:
            end -= 1
        out.append((i, end))
        i = end
    while i < j:
        c = text[i]
        if is_word(c):
            i = word(text, i, j, out)
        elif c in APOSTROPHES and clitic(text, i, j):
            end = clitic(text, i, j)
            out.append((i, end))
            i = end
        else:
            end = i + 1
            if c in RUNS or c in "'`":
                most = 2 if c in "'`" else j
                while end < j and text[end] == c and end - i < most:
                    end += 1
            out.append((i, end))
            i = end


def mail(part):
    at = part.find("@")
    return 0 < at < len(part) - 1 and is_word(part[at - 1]) and is_word(part[at + 1]) and "." in part[at:]


def clitic(text, i, j):
    """End of a clitic that starts with the apostrophe at i, else 0."""
    for c in CLITICS:
        end = i + 1 + len(c)
        if end <= j and text[i + 1:end].lower() == c and (end == j or not is_word(text[end])):
            return end
    return 0


def word(text, i, j, out):
    """The word that starts at i; its parts go to `out`. Returns where it ends."""
    k = i
    while k + 1 < j and text[k].isalpha() and text[k + 1] == "." and (k == i or text[k - 1] == "."):
        k += 2
    letters = (k - i) // 2
    if letters >= 2 or letters == 1 and k == j and text[i].isupper() and text[i] != "I":
        out.append((i, k))
        return k
    k = i + 1
    while k < j:
        c = text[k]
        if is_word(c):
            k += 1
        elif k + 1 < j and c in ".,:/" and text[k - 1].isdigit() and text[k + 1].isdigit():
            k += 2
        elif k + 1 < j and c == "." and text[k + 1].islower():
            k += 2
        elif k + 1 < j and c in APOSTROPHES and is_word(text[k + 1]):
            k += 2
        else:
            break
    low = text[i:k].lower().replace("’", "'")
    if k < j and text[k] == "." and low in ABBREVIATIONS:
        k += 1
        out.append((i, k))
        return k
    cut = 0
    if low.endswith("n't") and len(low) > 3:
        cut = k - 3
    elif low in FUSED:
        cut = i + FUSED[low]
    else:
        for c in CLITICS:
            if low.endswith("'" + c) and len(low) > len(c) + 1:
                cut = k - len(c) - 1
    if cut:
        out += [(i, cut), (cut, k)]
    else:
        out.append((i, k))
    return k


def words(text):
    """[(start, end)] in code points."""
    out, i, n = [], 0, len(text)
    while i < n:
        if text[i].isspace():
            i += 1
            continue
        j = i
        while j < n and not text[j].isspace():
            j += 1
        chunk(text, i, j, out)
        i = j
    return out


def breaks_lines(text):
    """Whether a single line end ends a paragraph: not so in hard-wrapped text, whose lines are all about as long."""
    full = []
    for block in re.split(r"\n[^\S\n]*\n", text):
        lines = block.strip("\n").split("\n")
        full += [len(line) for line in lines[:-1]]
    if len(full) < 4:
        return True
    full.sort()
    middle = full[len(full) // 2]
    near = sum(0.75 * middle <= n <= 1.25 * middle for n in full)
    return not (40 <= middle <= 120 and near >= 0.8 * len(full))


def paragraph_of(text, spans):
    """For each word whether a paragraph ends between it and the one before."""
    single = breaks_lines(text)
    out, last = [], 0
    for s, e in spans:
        gap = text[last:s]
        out.append(bool(last) and gap.count("\n") >= (1 if single else 2))
        last = e
    return out


def case_of(form):
    """0 no letters, 1 lower, 2 first upper, 3 all upper, 4 mixed, 5 one upper letter."""
    letters = [c for c in form if c.isalpha()]
    if not letters:
        return 0
    upper = [c.isupper() for c in letters]
    if not any(upper):
        return 1
    if all(upper):
        return 3 if len(letters) > 1 else 5
    return 2 if upper[0] and not any(upper[1:]) else 4
