"""Round a graph's int8 weights so that what one loses, those after it make up, on what a model really multiplies them with.

Each column's weights are rounded one after the other; the error of each is spread over those not yet rounded, by how the inputs go together (Frantar et al.
2023, "GPTQ", with a fixed order). The scales, and the limit that two neighbours keep, are those of `narrow.py`.
"""

import numpy as np
import torch
import torch.nn as nn

from .narrow import LIMIT, narrow

DAMP = 0.01  # share of the mean input square that is added to each, so that the inverse exists
BLOCK = 128  # rows after which the errors are passed on to all others at once


def gathered(model, calls):
    """{linear layer: the sum of outer products of its inputs} over `calls`, each of which runs `model` once."""
    sums, hooks = {}, []

    def hook(layer, given, _):
        x = given[0].detach().reshape(-1, given[0].shape[-1]).double()
        sums[layer] = sums.get(layer, 0) + x.T @ x

    for layer in model.modules():
        if isinstance(layer, nn.Linear):
            hooks.append(layer.register_forward_hook(hook))
    with torch.no_grad():
        for call in calls:
            call()
    for h in hooks:
        h.remove()
    return {layer: s.numpy() for layer, s in sums.items()}


def compensated(weights, products):
    """Whole numbers for `weights` (rows x columns, in steps of a column's scale), and what each column was multiplied by; `products` (rows x rows) as
    `gathered` gives them."""
    times = narrow(weights)[1]
    left = weights * times
    damped = products + np.eye(len(products)) * DAMP * max(np.mean(np.diag(products)), 1e-8)
    inverse = np.linalg.cholesky(np.linalg.inv(damped)).T
    out = np.zeros_like(left)
    for start in range(0, len(left), BLOCK):
        end = min(start + BLOCK, len(left))
        errors = np.zeros((end - start, left.shape[1]))
        for row in range(start, end):
            low, high = -127, 127
            if row % 2:  # with its neighbour, within what 16 bits hold
                low, high = np.maximum(low, -LIMIT - out[row - 1]), np.minimum(high, LIMIT - out[row - 1])
            out[row] = np.clip(np.rint(left[row]), low, high)
            errors[row - start] = (left[row] - out[row]) / inverse[row, row]
            left[row + 1:end] -= np.outer(inverse[row, row + 1:end], errors[row - start])
        left[end:] -= inverse[start:end, end:].T @ errors
    return out.astype(np.int8), times


def round_graph(path, float_path, sums):
    """Round every constant weight of the integer products of the graph at `path`, in place. `float_path` is the graph that it was made from; `sums` as
    `gathered` gives them. A weight that belongs to no layer of `sums` is made narrow only."""
    import onnx
    from onnx import numpy_helper

    graph, whole = onnx.load(path), onnx.load(float_path)
    constant = {one.name: one for one in graph.graph.initializer}
    floats = {one.name: numpy_helper.to_array(one) for one in whole.graph.initializer}
    layers = {layer.weight.detach().numpy().tobytes(): layer for layer in sums}
    names = sorted({node.input[1] for node in graph.graph.node if node.op_type == "MatMulInteger" and node.input[1] in constant})
    by_inputs = 0
    for name in names:
        base = name.removesuffix("_quantized")
        turned = base.endswith("_Transposed")
        weights = floats[base.removesuffix("_Transposed")]
        weights = weights.T if turned else weights
        scale_name = base + "_scale"
        scale = numpy_helper.to_array(constant[scale_name]).astype(np.float64)
        steps = weights.astype(np.float64) / scale
        layer = layers.get(np.ascontiguousarray(weights.T).tobytes())
        by_inputs += layer is not None
        rounded, times = narrow(steps) if layer is None else compensated(steps, sums[layer])
        constant[name].CopyFrom(numpy_helper.from_array(rounded, name))
        constant[scale_name].CopyFrom(numpy_helper.from_array((scale / times).astype(np.float32), scale_name))
    onnx.save(graph, path)
    return by_inputs, len(names)
