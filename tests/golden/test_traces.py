"""Traces of two formulas: tangents first to last, adjoints last to first (GV-030 to GV-033, T-01, T-02)."""

import pytest

import wengert as wg

POINTS = [-2.0, -1.0, -0.5, 0.0, 0.25, 0.5, 1.0]


def f(x1, x2):
    return wg.log(x1) + x1 * x2 - wg.sin(x2)


def steps(x1, x2):
    """The list of the formula, one name a line."""
    v = {"v_-1": x1, "v_0": x2}
    v["v1"] = wg.log(v["v_-1"])
    v["v2"] = v["v_-1"] * v["v_0"]
    v["v3"] = wg.sin(v["v_0"])
    v["v4"] = v["v1"] + v["v2"]
    v["v5"] = v["v4"] - v["v3"]
    return v


@pytest.mark.parametrize("name", ["GV-030", "GV-031"])
def test_tangents(golden, name):
    g = golden(name)
    point = (g.inputs["x1"], g.inputs["x2"])
    values, tangents = wg.jvp(steps, point, tuple(g.inputs["seed"]))
    for node in values:
        g.check(f"{node}_dot", tangents[node])
        if name == "GV-030":
            g.check(node, values[node])
    assert f(*point) == values["v5"]


def test_adjoints(golden):
    g = golden("GV-032")
    x1, x2 = (wg.tensor(g.inputs[k], requires_grad=True) for k in ("x1", "x2"))
    v = steps(x1, x2)
    for node in ("v1", "v2", "v3", "v4", "v5"):
        v[node].retain_grad()
    v["v5"].backward(g.inputs["seed_ybar"])
    for node in ("v1", "v2", "v3", "v4", "v5"):
        g.check(f"{node}_bar", v[node].grad)
    g.check("v_-1_bar = x1_bar", x1.grad)
    g.check("v0_bar = x2_bar", x2.grad)


def test_a_formula_of_exponentials_by_its_names(golden):
    g = golden("GV-033")

    def names(x):
        a = wg.exp(x)
        b = a**2
        c = a + b
        d, e = wg.exp(c), wg.sin(c)
        return a, b, c, d, e, d + e

    for x in POINTS:
        label = f"x={x:g}"
        g.check(f"{label}: (a,b,c,d,e,f)", names(x))
        slope = wg.grad(lambda x: names(x)[-1])
        g.check(f"{label}: f'", slope(x))
        g.check(f"{label}: f''", wg.grad(slope)(x))
        g.check(f"{label}: f''", wg.jvp(slope, (x,), (1.0,))[1])


def test_both_bracketings_of_a_chain_give_one_derivative():
    # D-04: outer·(middle·inner) and (outer·middle)·inner.
    inner, middle, outer = wg.sin, wg.exp, wg.tanh
    x = 0.4
    v1, v2 = inner(x), middle(inner(x))
    slopes = wg.grad(outer)(v2), wg.grad(middle)(v1), wg.grad(inner)(x)
    whole = wg.grad(lambda x: outer(middle(inner(x))))(x)
    assert slopes[0] * (slopes[1] * slopes[2]) == pytest.approx(whole, rel=1e-15)
    assert (slopes[0] * slopes[1]) * slopes[2] == pytest.approx(whole, rel=1e-15)


@pytest.mark.parametrize("name", ["GV-030", "GV-031"])
def test_the_tangent_column_of_the_printed_trace(golden, name):
    # T-01.
    g = golden(name)
    tr = wg.trace(f, g.inputs["x1"], g.inputs["x2"])
    table = str(tr.tangent(*g.inputs["seed"]))
    assert "checked against differences: all 7 agree" in table
    nodes = ["v_-1", "v_0", "v1", "v2", "v3", "v4", "v5"]
    for node, line in zip(nodes, tr.lines, strict=True):
        g.check(f"{node}_dot", tr.tangents[line])
        if name == "GV-030":
            g.check(node, line.value)


def test_the_adjoint_column_of_the_printed_trace(golden):
    # T-02.
    g = golden("GV-032")
    tr = wg.trace(f, g.inputs["x1"], g.inputs["x2"])
    table = str(tr.adjoint())
    assert "checked against differences: all 7 agree" in table
    names = ["v_-1_bar = x1_bar", "v0_bar = x2_bar", "v1_bar", "v2_bar", "v3_bar", "v4_bar", "v5_bar"]
    for node, line in zip(names, tr.lines, strict=True):
        g.check(node, tr.adjoints[line])
    adjoints = [row.split("v̄")[1:] for row in table.splitlines()]
    assert adjoints[1][0].startswith("₅"), "the first adjoint is that of the last line"
