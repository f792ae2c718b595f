"""The scalar graph v7 = x1 exp(x2) + cos(x1 x2): backward passes, four losses, and three descents (X-01 to X-05).

Listings C-01 to C-07 appear here as the functions they are.
"""

import numpy as np
import pytest

import wengert as wg


def f(x1, x2):
    """C-01."""
    return x1 * wg.exp(x2) + wg.cos(x1 * x2)


LOSSES = {
    "identity L=v7": lambda v7, t: v7,
    "squared L=(v7-t)^2/2": lambda v7, t: (v7 - t) ** 2 / 2,
    "L1 L=|v7-t|": lambda v7, t: abs(v7 - t),
    "log-squared L=log(1+(v7-t)^2)": lambda v7, t: wg.log(1 + (v7 - t) ** 2),
}


def record(x1, x2):
    """The graph with its intermediates by name, each of which keeps its gradient."""
    v = {"v1": wg.tensor(x1, requires_grad=True), "v2": wg.tensor(x2, requires_grad=True)}
    v["v3"] = wg.exp(v["v2"])
    v["v4"] = v["v1"] * v["v3"]
    v["v5"] = v["v1"] * v["v2"]
    v["v6"] = wg.cos(v["v5"])
    v["v7"] = v["v4"] + v["v6"]
    for name in ("v3", "v4", "v5", "v6", "v7"):
        v[name].retain_grad()
    return v


@pytest.mark.parametrize("name", ["GV-020", "GV-021", "GV-022"])
@pytest.mark.parametrize("loss", LOSSES)
def test_backward_through_the_graph(golden, name, loss):
    g = golden(name)
    v = record(g.inputs["x1"], g.inputs["x2"])
    for node in ("v3", "v4", "v5", "v6", "v7"):
        g.check(node, v[node])
    out = LOSSES[loss](v["v7"], g.inputs["t"])
    g.check(f"{loss}: loss", out)
    out.backward()
    g.check(f"{loss}: dv7", v["v7"].grad)
    g.check(f"{loss}: (dv6,dv5,dv4,dv3)", [v[n].grad for n in ("v6", "v5", "v4", "v3")])
    g.check(f"{loss}: (dx1,dx2)", [v["v1"].grad, v["v2"].grad])


@pytest.mark.parametrize("name", ["GV-020", "GV-021", "GV-022"])
@pytest.mark.parametrize("loss", LOSSES)
def test_the_same_by_transforms(golden, name, loss):
    g = golden(name)
    x1, x2, t = (g.inputs[k] for k in ("x1", "x2", "t"))
    of = lambda a, b: LOSSES[loss](f(a, b), t)
    value, gradient = wg.value_and_grad(of, argnums=(0, 1))(x1, x2)
    g.check(f"{loss}: loss", value)
    g.check(f"{loss}: (dx1,dx2)", gradient)
    g.check(f"{loss}: (dx1,dx2)", [wg.jvp(of, (x1, x2), seed)[1] for seed in ((1.0, 0.0), (0.0, 1.0))])


def test_only_the_seed_differs_between_losses(golden):
    # with the seed of the squared loss, the rest of the backward pass is that of L = v7, scaled.
    g = golden("GV-022")
    _, pull = wg.vjp(f, g.inputs["x1"], g.inputs["x2"])
    for loss in LOSSES:
        g.check(f"{loss}: (dx1,dx2)", pull(g.values[f"{loss}: dv7"]))


def descend(x1, x2, lr, iterations, seed):
    """C-02 and C-03: forward, seed (C-07), backward, update; yields every point with its v7."""
    for _ in range(iterations):
        v7, pull = wg.vjp(f, x1, x2)
        yield x1, x2, v7
        dx1, dx2 = pull(seed(v7))
        x1, x2 = x1 - lr * dx1, x2 - lr * dx2
    yield x1, x2, f(x1, x2)


def test_minimise_v7_directly(golden):
    g = golden("GV-025")
    x1, x2, v7 = zip(*descend(g.inputs["x1"], g.inputs["x2"], g.inputs["lr"], 10, lambda v7: 1.0), strict=True)
    g.check("x1_trace", x1)
    g.check("x2_trace", x2)
    g.check("v7_trace", v7)
    assert np.all(np.diff(v7) < 0) == g.values["v7_strictly_decreasing"]
    for name, trace in (("x1_final", x1), ("x2_final", x2), ("v7_final", v7)):
        g.check(name, trace[-1])


@pytest.mark.parametrize("name", ["GV-026", "GV-027", "GV-027b"])
def test_drive_v7_to_a_target(golden, name):
    g = golden(name)
    target = g.inputs["v_target"]
    points = list(descend(g.inputs["x1"], g.inputs["x2"], g.inputs["lr"], 5000, lambda v7: v7 - target))
    x1, x2, v7 = points[-1]
    # v7 is a difference of numbers near 1: float64 leaves 1e-15 of it, and the steps before shift the last digits.
    rtol = 1e-8 if name == "GV-027b" else 1e-11
    g.check("x1_final", x1, rtol=rtol, atol=1e-14)
    g.check("x2_final", x2, rtol=rtol)
    g.check("v7_final", v7, rtol=rtol, atol=1e-9 if name == "GV-027b" else 1e-13)
    assert (v7 - target) ** 2 / 2 < 1e-8
    if name != "GV-027b":
        for k, *point in g.values["checkpoints [iteration,x1,x2,v7]"]:
            np.testing.assert_allclose(points[k], point, rtol=1e-11, atol=1e-13)


def test_the_same_descent_compiled_gives_the_same_end(golden):
    g = golden("GV-026")
    loss = lambda x: f(x[0], x[1]) ** 2 / 2
    step = wg.compile(lambda x: x - g.inputs["lr"] * wg.grad(loss)(x))
    x = wg.tensor([g.inputs["x1"], g.inputs["x2"]])
    for _ in range(100):
        x = step(x)
    (_, *point) = next(row for row in g.values["checkpoints [iteration,x1,x2,v7]"] if row[0] == 100)
    np.testing.assert_allclose(np.asarray(x), point[:2], rtol=1e-12)


def test_adjoints_add_up_at_a_shared_node(golden):
    g = golden("GV-005")
    x = wg.tensor(g.inputs["x"], requires_grad=True)
    v3 = x**2
    v5, v6 = 2 * v3, v3 + 1
    out = v5 * v6
    for node in (v3, v5, v6):
        node.retain_grad()
    out.backward()
    g.check("f", out)
    g.check("df_dv5", v5.grad)
    g.check("df_dv6", v6.grad)
    g.check("df_dv3", v3.grad)
    g.check("df_dx", x.grad)
    via = lambda a, b: 2 * a * (b + 1)
    g.check("contribution_via_v5", wg.grad(via, argnums=0)(v3.item(), v3.item()))
    g.check("contribution_via_v6", wg.grad(via, argnums=1)(v3.item(), v3.item()))
    # F-04: `.grad` accumulates until it is cleared.
    (2 * x**2 * (x**2 + 1)).backward()
    assert x.grad.item() == pytest.approx(2 * g.values["df_dx"], rel=1e-15)
    x.grad = None
    assert x.grad is None
