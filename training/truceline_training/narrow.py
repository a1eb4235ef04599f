"""Int8 weights that every processor multiplies alike.

Where a processor has no VNNI instructions, the 8-bit kernels add two products of an activation (0 to 255) and a weight (-127 to 127) in signed 16 bits, and
what does not fit is cut off: other numbers than elsewhere, and worse ones. Two neighbours in a column whose weights add up to no more than 128 can never reach
that, so each column gets the scale that, with its few pairs over it cut down, stays nearest to the weights that it had. The usual remedy, 7 bits for all
weights, loses more. Source of the limit: Intel's description of VPMADDUBSW, and the reduced range of ONNX Runtime's quantisation guide.
"""

import numpy as np

LIMIT = 128
SCALES = np.linspace(0.5, 1, 51)


def pairs(rows):
    """The rows that are added in 16 bits, (0, 1), (2, 3), ...; a last row without a neighbour is in neither."""
    even = len(rows) // 2 * 2
    return rows[0:even:2], rows[1:even:2]


def rounded(weights, scale):
    """`weights` times `scale` as whole numbers, with what a pair has over the limit taken off both."""
    out = np.clip(np.rint(weights * scale), -127, 127)
    first, second = pairs(out)  # views: what follows changes `out`
    over = np.sign(first + second) * np.maximum(np.abs(first + second) - LIMIT, 0)
    half = np.sign(over) * np.where(np.abs(first) >= np.abs(second), np.ceil(np.abs(over) / 2), np.floor(np.abs(over) / 2))
    first -= half
    second -= over - half
    return out


def narrow(weights):
    """Whole numbers for `weights` (rows x columns), and what each column was multiplied by."""
    best = rounded(weights, 1.0)
    error = ((best - weights) ** 2).sum(0)
    times = np.ones(weights.shape[1])
    for scale in SCALES:
        out = rounded(weights, scale)
        now = ((out / scale - weights) ** 2).sum(0)
        better = now < error
        best[:, better], error[better], times[better] = out[:, better], now[better], scale
    return best.astype(np.int8), times
