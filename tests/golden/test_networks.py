"""Small networks, number by number: forward values, deltas, gradients, Jacobian products, one descent step.

GV-002, GV-003, GV-040 to GV-042 and GV-127; propositions P-04 and P-05 on them.
"""

import itertools

import numpy as np

import wengert as wg


def squared(yhat, y):
    return 0.5 * (y - yhat) ** 2


def watch(**named):
    """Keep the gradient of intermediates, by name."""
    for t in named.values():
        t.retain_grad()
    return named


def leaves(inputs, *names):
    return {n: wg.tensor(inputs[n], requires_grad=True) for n in names}


def test_two_sigmoids_in_a_row(golden):
    g = golden("GV-002")
    p = leaves(g.inputs, "x", "w1", "b1", "w2", "b2")
    z1 = p["w1"] * p["x"] + p["b1"]
    a1 = wg.sigmoid(z1)
    z2 = p["w2"] * a1 + p["b2"]
    yhat = wg.sigmoid(z2)
    loss = squared(yhat, g.inputs["y"])
    nodes = watch(z1=z1, a1=a1, z2=z2, yhat=yhat)
    loss.backward()
    for name, node in nodes.items():
        g.check(name, node)
        g.check(f"dL_d{name}", node.grad)
    g.check("loss", loss)
    for name, leaf in p.items():
        g.check(f"dL_d{name}", leaf.grad)
    slope = wg.grad(wg.sigmoid)
    g.check("dyhat_dz2", slope(z2.item()))
    g.check("da1_dz1", slope(z1.item()))
    affine = lambda w, a, b: w * a + b
    first = wg.grad(affine, argnums=(0, 1, 2))(p["w1"].item(), p["x"].item(), p["b1"].item())
    second = wg.grad(affine, argnums=(0, 1, 2))(p["w2"].item(), a1.item(), p["b2"].item())
    for name, found in zip(("dz1_dw1", "dz1_db1"), (first[0], first[2]), strict=True):
        g.check(name, found)
    for name, found in zip(("dz2_dw2", "dz2_da1", "dz2_db2"), second, strict=True):
        g.check(name, found)


def test_relu_tanh_sigmoid(golden):
    g = golden("GV-003")
    p = leaves(g.inputs, "x", "w1", "b1", "w2", "b2", "w3", "b3")
    z1 = p["w1"] * p["x"] + p["b1"]
    a1 = wg.relu(z1)
    z2 = p["w2"] * a1 + p["b2"]
    a2 = wg.tanh(z2)
    z3 = p["w3"] * a2 + p["b3"]
    yhat = wg.sigmoid(z3)
    loss = squared(yhat, g.inputs["y"])
    nodes = watch(z1=z1, a1=a1, z2=z2, a2=a2, z3=z3, yhat=yhat)
    loss.backward()
    for name, node in nodes.items():
        g.check(name, node)
    g.check("loss", loss)
    for name in ("a1", "a2", "yhat"):
        g.check(f"dL_d{name}", nodes[name].grad)
    for k, name in enumerate(("z1", "z2", "z3"), start=1):
        g.check(f"delta{k}", nodes[name].grad)
    for name, leaf in p.items():
        g.check(f"dL_d{name}", leaf.grad)
    g.check("dyhat_dz3", wg.grad(wg.sigmoid)(z3.item()))
    g.check("da2_dz2", wg.grad(wg.tanh)(z2.item()))
    g.check("da1_dz1", wg.grad(wg.relu)(z1.item()))


def layers(inputs):
    """The three layers of GV-003 as functions of what enters them."""
    activations = (wg.relu, wg.tanh, wg.sigmoid)
    return [
        lambda a, k=k, act=act: act(inputs[f"w{k}"] * a + inputs[f"b{k}"]) for k, act in enumerate(activations, start=1)
    ]


def test_the_product_of_layer_jacobians_is_the_jacobian(golden):
    # P-04, P-05: one route multiplies Jacobians, the other applies the chain rule; they agree.
    g = golden("GV-003")
    at = g.inputs["x"]
    product = 1.0
    for k, layer in enumerate(layers(g.inputs), start=1):
        jacobian = wg.jacobian(layer)(at)
        g.check(f"J{k}", jacobian)
        product, at = jacobian * product, layer(at)
    g.check("J3*J2*J1 = dyhat_dx", product)

    def whole(x):
        for layer in layers(g.inputs):
            x = layer(x)
        return x

    g.check("J3*J2*J1 = dyhat_dx", wg.grad(whole)(g.inputs["x"]))
    g.check("J3*J2*J1 = dyhat_dx", wg.jvp(whole, (g.inputs["x"],), (1.0,))[1])


def network(inputs):
    """The 1-2-3-1 network, sigmoid everywhere, as arrays."""
    return [np.array(inputs[k]) for k in ("W1", "b1", "W2", "b2", "W3", "b3")]


def cross_entropy(yhat, y):
    return -(y * wg.log(yhat) + (1 - y) * wg.log(1 - yhat))


def forward(parameters, x):
    W1, b1, W2, b2, W3, b3 = parameters
    z1 = W1 @ x + b1
    a1 = wg.sigmoid(z1)
    z2 = W2 @ a1 + b2
    a2 = wg.sigmoid(z2)
    z3 = W3 @ a2 + b3
    return {"z[1]": z1, "a[1]": a1, "z[2]": z2, "a[2]": a2, "z[3]": z3, "yhat": wg.sigmoid(z3)}


def test_the_1_2_3_1_network_forward(golden):
    g = golden("GV-040")
    nodes = forward(network(g.inputs), np.array([g.inputs["x"]]))
    for name in ("z[1]", "a[1]", "z[2]", "a[2]"):
        g.check(name, nodes[name])
    g.check("z[3]", nodes["z[3]"][0])
    g.check("yhat", nodes["yhat"][0])
    g.check("loss", cross_entropy(nodes["yhat"], g.inputs["y"])[0])


def test_the_1_2_3_1_network_backward(golden):
    g = golden("GV-041")
    parameters = [wg.tensor(p, requires_grad=True) for p in network(g.inputs)]
    x = wg.tensor([g.inputs["x"]], requires_grad=True)
    nodes = watch(**forward(parameters, x))
    cross_entropy(nodes["yhat"], g.inputs["y"]).sum().backward()
    g.check("dL_dyhat", nodes["yhat"].grad.item())
    g.check("dyhat_dz3", wg.grad(wg.sigmoid)(nodes["z[3]"].item()))
    g.check("dL_dz3", nodes["z[3]"].grad.item())
    W1, b1, W2, b2, W3, b3 = (p.grad.numpy() for p in parameters)
    g.check("dL_dw0[3]", b3[0])
    for k in (1, 2, 3):
        g.check(f"dL_dw{k}[3]", W3[0, k - 1])
        g.check(f"dL_d(w0{k},w1{k},w2{k})[2]", [b2[k - 1], *W2[k - 1]])
    for k in (1, 2):
        g.check(f"dL_d(w0{k},w1{k})[1]", [b1[k - 1], W1[k - 1, 0]])
        g.check(f"dL_da[{k}]", nodes[f"a[{k}]"].grad)
        g.check(f"dL_dz[{k}]", nodes[f"z[{k}]"].grad)
        g.check(f"a[{k}](1-a[{k}])", wg.vjp(wg.sigmoid, nodes[f"z[{k}]"].numpy())[1](np.ones(k + 1))[0])
    norms = [np.hypot(np.linalg.norm(w), np.linalg.norm(b)) for w, b in ((W1, b1), (W2, b2), (W3, b3))]
    g.check("gradient norm per layer (1,2,3)", norms)
    g.check("dL_dx", x.grad.item())


def test_backpropagation_is_the_reverse_sweep(golden):
    # D-15: the same gradients by the delta recursion, written by hand.
    g = golden("GV-041")
    parameters = network(g.inputs)
    x, y = np.array([g.inputs["x"]]), g.inputs["y"]
    n = forward(parameters, x)
    d3 = n["yhat"] - y
    d2 = (parameters[4].T @ d3) * n["a[2]"] * (1 - n["a[2]"])
    d1 = (parameters[2].T @ d2) * n["a[1]"] * (1 - n["a[1]"])
    by_hand = [np.outer(d1, x), d1, np.outer(d2, n["a[1]"]), d2, np.outer(d3, n["a[2]"]), d3]
    loss = lambda *p: cross_entropy(forward(p, x)["yhat"], y).sum()
    for found, wanted in zip(wg.grad(loss, argnums=range(6))(*parameters), by_hand, strict=True):
        np.testing.assert_allclose(found, wanted, rtol=1e-13)


def test_one_step_of_descent(golden):
    g = golden("GV-042")
    parameters = network(g.inputs)
    x, y, eta = np.array([g.inputs["x"]]), g.inputs["y"], g.inputs["eta"]
    loss = lambda p: cross_entropy(forward(p, x)["yhat"], y).sum()
    W1, b1, W2, b2, W3, b3 = (p - eta * d for p, d in zip(parameters, wg.grad(loss)(parameters), strict=True))
    for k in (1, 2):
        g.check(f"w0_{k}[1] new", b1[k - 1])
        g.check(f"w1_{k}[1] new", W1[k - 1, 0])
    for k in (1, 2, 3):
        g.check(f"w0{k}[2] new", b2[k - 1])
        g.check(f"w1{k}[2] new", W2[k - 1, 0])
        g.check(f"w2{k}[2] new", W2[k - 1, 1])
        g.check(f"w{k}[3] new", W3[0, k - 1])
    g.check("w0[3] new", b3[0])


def saved_floats(step, seen):
    """Every array that the steps behind `step` keep, once."""
    if step is None or step in seen["steps"]:
        return
    seen["steps"].add(step)
    for value in step.saved:
        if isinstance(value, np.ndarray):
            seen["arrays"][value.__array_interface__["data"][0]] = value.size
    for parent, _ in step.next_functions:
        saved_floats(parent, seen)


def test_saved_values_are_the_fewest_that_the_rules_can_do_with(golden):
    # ReLU is recovered from its output, tanh and sigmoid from theirs: no z is kept.
    g = golden("GV-127")
    d = g.inputs["d"]
    rng = np.random.default_rng(0)
    W = [wg.tensor(rng.normal(size=(n, m)), requires_grad=True) for m, n in itertools.pairwise(d)]
    b = [wg.tensor(rng.normal(size=n), requires_grad=True) for n in d[1:]]
    a = wg.tensor(rng.normal(size=d[0]))
    for w, bias, act in zip(W, b, (wg.relu, wg.tanh, wg.sigmoid), strict=True):
        a = act(w @ a + bias)
    seen = {"steps": set(), "arrays": {}}
    saved_floats(a.grad_fn, seen)
    weights = g.values["weights also read in backward: W2 (8x8), W3 (1x8)"]
    assert sum(seen["arrays"].values()) == g.values["minimal floats: x,a1,a2,yhat"] + sum(weights)
