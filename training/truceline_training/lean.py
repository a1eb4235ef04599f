"""The same graph with less work: `python -m truceline_training.lean weights/encoder.onnx`, in place. `export.py` does it last.

What PyTorch writes says each step by itself; here those that the engine can do together, or need not do for all rows, are written so. All but two leave
every number as it is, to the last bit of what the engine rounds:

    as_input    what later versions of the standard write otherwise
    attention   products, softmax and products of a head after each other: what lies between stays in the processor's cache
    positive    the size of a row that GELU made is its largest number: what is below none is over -0.17, and sizes under 1 count as 1
    chosen      words that a head asks for are picked before its product, not after it
    reciprocal  a row is multiplied by one over its size, once worked out (differs in the last bit)
    mixed       the linker's convolutions as one 8-bit product a layer, its three parts moved and added (the weights are rounded as `narrow.py` has it)
"""
import sys

import numpy as np
import onnx
from onnx import helper, numpy_helper

from .narrow import narrow

OPSET = 23  # the first with Attention


class Graph:
    """A graph that is being rewritten: who makes and who takes each value."""

    def __init__(self, graph):
        self.graph = graph
        self.constants = {one.name: one for one in graph.initializer}
        self.outputs = {one.name for one in graph.output}
        self.refresh()

    def refresh(self):
        self.maker = {out: node for node in self.graph.node for out in node.output}
        self.takers = {}
        for node in self.graph.node:
            for one in node.input:
                self.takers.setdefault(one, []).append(node)

    def of(self, kind):
        return [node for node in self.graph.node if node.op_type == kind]

    def made_by(self, value, kind):
        """The node of this kind that makes `value`, or None."""
        node = self.maker.get(value)
        return node if node is not None and node.op_type == kind else None

    def before(self, node, kind):
        """The node of this kind that makes one of what `node` is given, or None; None of None."""
        return next((made for one in node.input if (made := self.made_by(one, kind))), None) if node else None

    def only_taker(self, value, kind):
        """The node of this kind that alone takes `value`, or None."""
        takers = self.takers.get(value, [])
        return takers[0] if len(takers) == 1 and value not in self.outputs and takers[0].op_type == kind else None

    def value(self, name):
        """What a constant holds, or None."""
        node = self.made_by(name, "Constant")
        one = node.attribute[0].t if node is not None else self.constants.get(name)
        return numpy_helper.to_array(one) if one is not None else None

    def constant(self, name, values):
        """The name of a constant with these values."""
        if name not in self.constants:
            one = self.constants[name] = numpy_helper.from_array(values, name)
            self.graph.initializer.append(one)
        return name

    def replace(self, old, new):
        """Take out the nodes `old` and put `new` where the last of them stood."""
        gone = {id(node) for node in old}
        at = max(n for n, node in enumerate(self.graph.node) if id(node) in gone)
        before = [node for node in self.graph.node[:at] if id(node) not in gone]
        after = list(self.graph.node[at + 1:])
        del self.graph.node[:]
        self.graph.node.extend([*before, *new, *after])
        self.refresh()


def attribute(node, name):
    return next((helper.get_attribute_value(one) for one in node.attribute if one.name == name), None)


def as_input(g):
    """The axes of ReduceMax as later versions of the standard want them."""
    for node in g.of("ReduceMax"):
        axes = attribute(node, "axes")
        if axes is None:
            continue
        name = g.constant(f"axes_{'_'.join(map(str, axes))}", np.array(axes, dtype=np.int64))
        g.replace([node], [helper.make_node("ReduceMax", [node.input[0], name], list(node.output), name=node.name, keepdims=attribute(node, "keepdims"))])
        return True
    return False


def attention(g):
    """Softmax(q k') v of all heads, each of which a Split had made, to one Attention."""
    for softmax in g.of("Softmax"):
        scores, sums = g.made_by(softmax.input[0], "MatMul"), g.only_taker(softmax.output[0], "MatMul")
        turned = scores and g.made_by(scores.input[1], "Transpose")
        if not (scores and sums and turned) or list(attribute(turned, "perm")) != [0, 2, 1]:
            continue
        heads = [g.made_by(one, "Squeeze") for one in (scores.input[0], turned.input[0], sums.input[1])]
        if not all(heads) or any(g.value(one.input[1]).tolist() != [0] for one in heads):
            continue
        out = sums.output[0]
        axis = g.constant("first_axis", np.array([0], dtype=np.int64))
        g.replace([*heads, turned, scores, softmax, sums], [
            helper.make_node("Attention", [one.input[0] for one in heads], [f"{out}_heads"], name=f"{out}_heads", scale=1.0),
            helper.make_node("Squeeze", [f"{out}_heads", axis], [out], name=out),
        ])
        return True
    return False


def positive(g):
    """No Abs of what GELU made, where the largest of a row is at least 1."""
    for size in g.of("Abs"):
        # half of x times (1 + erf)
        product = g.before(g.before(size, "Mul"), "Mul")
        gelu = product and any(g.before(g.made_by(one, "Add"), "Erf") for one in product.input)
        largest = g.only_taker(size.output[0], "ReduceMax")
        limit = largest and g.only_taker(largest.output[0], "Clip")
        if not (gelu and limit) or g.value(limit.input[1]) != 1:
            continue
        g.replace([size, largest], [helper.make_node("ReduceMax", [size.input[0], *largest.input[1:]], list(largest.output), name=largest.name, keepdims=1)])
        return True
    return False


def reciprocal(g):
    """Rows over their size to rows times one over it."""
    for div in g.of("Div"):
        limit = g.made_by(div.input[1], "Clip")
        if not (limit and g.made_by(limit.input[0], "ReduceMax")):
            continue
        over = f"{div.input[1]}_over"
        g.replace([div], [
            helper.make_node("Reciprocal", [div.input[1]], [over], name=over),
            helper.make_node("Mul", [div.input[0], over], list(div.output), name=div.name),
        ])
        return True
    return False


def chosen(g):
    """Rows picked of a product to a product of the rows picked."""
    for pick in g.of("Gather"):
        add = g.made_by(pick.input[0], "Add")
        scaled = g.before(add, "Mul")
        cast = g.before(scaled, "Cast")
        product = cast and g.made_by(cast.input[0], "MatMulInteger")
        rows = product and g.made_by(product.input[0], "DynamicQuantizeLinear")
        if not rows or (attribute(pick, "axis") or 0) != 0 or not all(len(g.takers[node.output[0]]) == 1 for node in (product, cast, scaled, add)):
            continue
        picked = f"{pick.output[0]}_rows"
        renamed = helper.make_node("Add", list(add.input), list(pick.output), name=add.name)
        g.replace([product, cast, scaled, add, pick], [
            helper.make_node("Gather", [product.input[0], pick.input[1]], [picked], name=picked, axis=0),
            helper.make_node("MatMulInteger", [picked, *product.input[1:]], list(product.output), name=product.name),
            cast, scaled, renamed,
        ])
        return True
    return False


def mixed(g):
    """Convolutions over the words, each added to what it was given, between two transposes: products over the words as they stand."""
    for turned in g.of("Transpose"):
        layers, at = [], turned.output[0]
        while True:
            conv = next((node for node in g.takers.get(at, []) if node.op_type == "Conv"), None)
            relu = conv and g.only_taker(conv.output[0], "Relu")
            add = relu and g.only_taker(relu.output[0], "Add")
            if not add or at not in add.input or list(attribute(conv, "kernel_shape")) != [3]:
                break
            layers.append((conv, relu, add))
            at = add.output[0]
        back = layers and g.only_taker(at, "Transpose")
        if not back:
            continue
        new, x = [], turned.input[0]
        for n, (conv, relu, add) in enumerate(layers):
            out = back.output[0] if n + 1 == len(layers) else add.output[0]
            new += product_of(g, conv, x, out)
            x = out
        g.replace([turned, *(node for layer in layers for node in layer), back], new)
        for conv, _, _ in layers:
            g.graph.initializer.remove(g.constants.pop(conv.input[1]))
        return True
    return False


def product_of(g, conv, x, out):
    """Nodes of x + ReLU(conv(x)) to `out`, for words x [.., words, width] in place of [.., width, words]."""
    weights = numpy_helper.to_array(g.constants[conv.input[1]]).astype(np.float64)  # [out, in, 3]
    width, far = weights.shape[0], attribute(conv, "dilations")[0]
    columns = np.concatenate([weights[:, :, n].T for n in range(3)], 1)
    scale = np.maximum(np.abs(columns).max(0), 1e-8) / 127
    whole, times = narrow(columns / scale)
    base = conv.input[1]
    part = lambda what: f"{conv.output[0]}_{what}"
    node = lambda kind, given, made, **more: helper.make_node(kind, given, [part(one) for one in made], name=part(made[0]), **more)
    return [
        node("DynamicQuantizeLinear", [x], ["quantized", "scale", "zero_point"]),
        node("MatMulInteger", [part("quantized"), g.constant(f"{base}_quantized", whole), part("zero_point"), g.constant(f"{base}_zero_point", np.zeros(3 * width, np.int8))], ["whole"]),
        node("Cast", [part("whole")], ["cast"], to=onnx.TensorProto.FLOAT),
        node("Mul", [part("scale"), g.constant(f"{base}_scale", (scale / times).astype(np.float32))], ["scales"]),
        node("Mul", [part("cast"), part("scales")], ["product"]),
        node("Split", [part("product"), g.constant(f"three_times_{width}", np.array([width] * 3, dtype=np.int64))], ["before", "here", "after"], axis=-1),
        # what the word `far` before gives to this one, and what the one `far` after does
        node("Pad", [part("before"), g.constant(f"on_{far}", np.array([0, far, 0, 0, -far, 0], dtype=np.int64))], ["moved_on"]),
        node("Pad", [part("after"), g.constant(f"back_{far}", np.array([0, -far, 0, 0, far, 0], dtype=np.int64))], ["moved_back"]),
        node("Add", [part("here"), part("moved_on")], ["two"]),
        node("Add", [part("two"), part("moved_back")], ["three"]),
        node("Add", [part("three"), conv.input[2]], ["sum"]),
        node("Relu", [part("sum")], ["positive"]),
        helper.make_node("Add", [x, part("positive")], [out], name=out),
    ]


def lean(path):
    """Rewrite the graph at `path` in place; {what was done: how often}."""
    model = onnx.load(path)
    graph, done = Graph(model.graph), {}
    for step in (as_input, attention, positive, reciprocal, chosen, mixed):
        while step(graph):
            done[step.__name__] = done.get(step.__name__, 0) + 1
    model.opset_import[0].version = OPSET
    onnx.checker.check_model(model)
    onnx.save(model, path)
    return done


if __name__ == "__main__":
    for name in sys.argv[1:]:
        print(name, lean(name))
