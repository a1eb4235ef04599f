"""Make int8 weights that every processor multiplies alike: python3 -m truceline_training.narrow encoder.onnx

Where a processor has no VNNI instructions, the 8-bit kernels add two products of an activation (0 to 255) and a weight (-127 to 127) in signed 16 bits, and
what does not fit is cut off: other numbers than elsewhere, and worse ones. Two neighbours in a column whose weights add up to no more than 128 can never reach
that, so each column gets the scale that, with its few pairs over it cut down, stays nearest to the weights that it had. The usual remedy, 7 bits for all
weights, loses more. Source of the limit: Intel's description of VPMADDUBSW, and the reduced range of ONNX Runtime's quantisation guide.
"""

import argparse

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


def narrow_graph(path):
    """Narrow every constant weight of a graph's integer products, in place."""
    import onnx
    from onnx import numpy_helper

    graph = onnx.load(path)
    constant = {one.name: one for one in graph.graph.initializer}
    names = sorted({node.input[1] for node in graph.graph.node if node.op_type == "MatMulInteger" and node.input[1] in constant})
    for name in names:
        scale_name = name.removesuffix("_quantized") + "_scale"
        weights, times = narrow(numpy_helper.to_array(constant[name]).astype(float))
        scale = numpy_helper.to_array(constant[scale_name]) / times
        constant[name].CopyFrom(numpy_helper.from_array(weights, name))
        constant[scale_name].CopyFrom(numpy_helper.from_array(scale.astype(np.float32), scale_name))
    onnx.save(graph, path)


if __name__ == "__main__":
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("graph")
    narrow_graph(ap.parse_args().graph)
