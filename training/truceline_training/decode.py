"""Scores to attributions and mentions; crates/parse/src/decode.rs does the same."""
import numpy as np

SWITCH = 2.0  # cost of a change of role between neighbouring words, in nats; chosen on dev


def viterbi(scores, switch=SWITCH):
    """Best label path over `scores` [words, labels] when each change of label costs `switch`."""
    n, k = scores.shape
    best, back = scores[0].copy(), np.zeros((n, k), np.int64)
    for t in range(1, n):
        top = int(best.argmax())
        moved = best[top] - switch
        stay = best >= moved
        back[t] = np.where(stay, np.arange(k), top)
        best = np.where(stay, best, moved) + scores[t]
    path = [int(best.argmax())]
    for t in range(n - 1, 0, -1):
        path.append(int(back[t][path[-1]]))
    return path[::-1]


def runs(path, label):
    out, start = [], None
    for i, p in enumerate(list(path) + [-1]):
        if p == label and start is None:
            start = i
        elif p != label and start is not None:
            out.append((start, i))
            start = None
    return out


def cues(scores, threshold):
    """Cue spans off BIO scores [words, 3]: a word begins one where the odds of B against O pass `threshold` and beat I."""
    out, i, n = [], 0, len(scores)
    while i < n:
        o, b, inside = scores[i]
        if b > o + threshold and (b >= inside or not out or out[-1][1] < i):
            j = i + 1
            while j < n and scores[j][2] > scores[j][0] and scores[j][2] > scores[j][1]:
                j += 1
            out.append((i, j))
            i = j
        else:
            i += 1
    return out


def attribution(scores, cue):
    """(source runs, content runs) of one anchor's link scores [words, 3]; cue words belong to neither."""
    scores = scores.copy()
    scores[cue[0]:cue[1], 1:] -= 50
    path = viterbi(scores)
    source = runs(path, 1)
    if len(source) > 1:
        gain = scores[:, 1] - scores[:, 0]
        source = [max(source, key=lambda r: (gain[r[0]:r[1]].sum(), -r[0]))]
    return source, runs(path, 2)


def bio(scores, kinds):
    """Spans off BIO scores, greedily, an I that follows nothing of its kind beginning one."""
    out, best = [], scores.argmax(-1)
    for i, b in enumerate(best):
        if b == 0:
            continue
        kind, begins = kinds[(b - 1) // 2], (b - 1) % 2 == 0
        if not begins and out and out[-1][1] == i and out[-1][2] == kind:
            out[-1][1] = i + 1
        else:
            out.append([i, i + 1, kind])
    return [tuple(m) for m in out]
