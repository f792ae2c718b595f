"""A penalty on weights beside a data loss: what it adds and what it leaves alone.

GV-090, listings C-08 to C-11, behaviours F-10 to F-20.
"""

import numpy as np

import wengert as wg


def penalty(W, p):
    """C-08: the sum of |w|^p over weights, biases left out."""
    return abs(W).pow(p).sum()


def model(inputs):
    W, b, x = (wg.tensor(inputs[k], requires_grad=True) for k in ("W", "b", "x"))
    z = W @ x + b
    z.retain_grad()
    return W, b, x, z


def data_loss(z, target):
    return ((wg.sigmoid(z) - np.array(target)) ** 2).mean()


def test_a_penalty_shifts_the_weight_gradient_and_nothing_else(golden):
    g = golden("GV-090")
    p, lam = g.inputs["p"], g.inputs["lam"]
    W, b, x, z = model(g.inputs)
    g.check("yhat", wg.sigmoid(z))
    data, reg = data_loss(z, g.inputs["target"]), penalty(W, p)
    g.check("data_loss", data)
    g.check("reg = sum |W|^3", reg)
    loss = data + (lam / p) * reg
    g.check("loss = data_loss + lam/p*reg", loss)
    loss.backward()
    g.check("delta (dL/dz), same with and without reg", z.grad)
    g.check("dW total", W.grad)
    g.check("db total = db data", b.grad)
    g.check("dx (unchanged)", x.grad)


def test_the_two_gradients_add_up(golden):
    # F-19, F-20: by linearity; a term that does not read a tensor contributes exactly zero to it.
    g = golden("GV-090")
    p, lam = g.inputs["p"], g.inputs["lam"]
    W, b, x, z = model(g.inputs)
    dW, db, dx, dz = wg.gradients(data_loss(z, g.inputs["target"]), [W, b, x, z])
    g.check("dW of data loss", dW)
    g.check("db total = db data", db)
    g.check("dx (unchanged)", dx)
    g.check("delta (dL/dz), same with and without reg", dz)
    dW, db = wg.gradients((lam / p) * penalty(W, p), [W, b])
    g.check("dW of regulariser = lam |W|^(p-2) W", dW)
    assert not np.any(np.asarray(db))


def walk(node):
    """Every node behind `node`, each once, in the order of first sight."""
    found, waiting = [], [node]
    while waiting:
        node = waiting.pop(0)
        if node is not None and node not in found:
            found.append(node)
            waiting += [parent for parent, _ in node.next_functions]
    return found


def test_the_graph_can_be_walked_and_its_nodes_have_the_known_names(golden):
    g = golden("GV-090")
    W, _, _, z = model(g.inputs)
    loss = data_loss(z, g.inputs["target"]) + (0.1 / 3) * penalty(W, 3.0)
    assert loss.grad_fn.name() == "AddBackward0"
    # The first parents alone follow one path, the data branch; the penalty branch is the second parent of the sum.
    path, node = [], loss.grad_fn
    while node is not None:
        path.append(node.name())
        node = node.next_functions[0][0] if node.next_functions else None
    assert path[-1] == "AccumulateGrad"
    assert "SigmoidBackward0" in path
    assert "AbsBackward0" not in path
    names = {node.name() for node in walk(loss.grad_fn)}
    assert {"AddBackward0", "SigmoidBackward0", "PowBackward0", "AbsBackward0", "MulBackward0"} <= names
    assert {"SumBackward0", "AccumulateGrad"} <= names
    assert W.grad_fn is None
    assert W.is_leaf
    assert walk(loss.grad_fn)[-1].next_functions == ()


def test_the_graph_is_acyclic(golden):
    # F-34: edges go from later lines of the list to earlier ones.
    W, _, _, z = model(golden("GV-090").inputs)
    loss = data_loss(z, [1.0, 0.0]) + penalty(W, 3.0)
    for node in walk(loss.grad_fn):
        assert all(parent is None or parent.number < node.number for parent, _ in node.next_functions)
