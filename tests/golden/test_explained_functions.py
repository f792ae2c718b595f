"""Worked functions through their explanation: traces, paths, seeds, Jacobians, second order.

GV-001, GV-005, GV-010, GV-011, GV-020 to GV-022, GV-030 to GV-033, GV-037, GV-046, GV-051, GV-123 and GV-126.
"""

import numpy as np
import pytest

import wengert as wg
from wengert import losses


def check_all(g, table, symbols):
    for name, symbol in symbols.items():
        g.check(name, np.reshape(table.value(symbol), np.shape(g.values[name])))


def test_one_neuron(golden):
    g = golden("GV-001")

    def neuron(x, w, b, y):
        z = w * x + b
        yhat = wg.sigmoid(z)
        return wg.name(0.5 * (y - yhat) ** 2, "loss")

    e = wg.explain(neuron, *(g.inputs[k] for k in "xwby"))
    table = e.forward()
    for step, name in enumerate(("x", "w", "b", "z", "yhat", "y", "loss"), start=1):
        g.check(name, table.value(step))
        assert table.cell(name, "step") == step
    for name in ("dL_dz", "dL_dw", "dL_db", "dL_dx"):
        g.check(name, e[name.replace("_", "/")])


def test_accumulation_at_a_shared_quantity(golden):
    g = golden("GV-005")

    def graph(x):
        v3 = x**2
        v5 = 2 * v3
        v6 = v3 + 1
        return wg.name(v5 * v6, "f")

    e = wg.explain(graph, g.inputs["x"])
    for name in ("v3", "v5", "v6", "f"):
        g.check(name, e[name])
    for name in ("df_dv5", "df_dv6", "dv5_dv3", "dv6_dv3", "df_dv3", "df_dx"):
        g.check(name, e[name.replace("_d", "/d")])
    paths = e.accumulation("v3")
    assert paths.column("path") == ["through v₆", "through v₅", "sum"]
    for name, value in zip(
        ("contribution_via_v6", "contribution_via_v5", "df_dv3"), paths.column("value"), strict=True
    ):
        g.check(name, value)


def test_second_order_step_by_step(golden):
    g = golden("GV-010")
    f = lambda w: w[0] ** 2 + 3 * w[0] * w[1] + 2 * w[1] ** 2
    table = wg.explain(f, np.array(g.inputs["w_chosen"])).second_order(g.inputs["u"])
    found = {"Hu": "(Hu)[w]", "hessian": "H", "s(w)=grad.u": "s", "uT_H_u": "uᵀHu", "grad(w_chosen)": "∂y/∂w"}
    check_all(g, table, found)
    assert table.cell("(Hu)[w]", "check").agrees

    g = golden("GV-011")
    x, y = g.inputs["x"], g.inputs["y"]
    table = wg.explain(lambda w: 0.5 * (w * x - y) ** 2, g.inputs["w"]).second_order([g.inputs["u"]])
    check_all(g, table, {"Hu": "(Hu)[w]", "s(w)": "s", "grad": "∂y/∂w"})


def graph7(x1, x2):
    v3 = wg.exp(x2)
    v4 = x1 * v3
    v5 = x1 * x2
    v6 = wg.cos(v5)
    return wg.name(v4 + v6, "v7")


@pytest.mark.parametrize("name", ["GV-020", "GV-021", "GV-022"])
def test_the_objective_only_changes_the_seed(golden, name):
    g = golden(name)
    e = wg.explain(graph7, g.inputs["x1"], g.inputs["x2"])
    for v in ("v3", "v4", "v5", "v6", "v7"):
        g.check(v, e[v])
    table = e.seeds(target=g.inputs["t"])
    words = {"identity L=v7": "identity", "squared L=(v7-t)^2/2": "half_squared", "L1 L=|v7-t|": "mae",
             "log-squared L=log(1+(v7-t)^2)": "log_squared"}  # fmt: skip
    for head, word in words.items():
        g.check(f"{head}: loss", table.value(word, "value"))
        g.check(f"{head}: dv7", table.value(word, "∂ℒ/∂v₇"))
        inner = [table.value(word, f"∂ℒ/∂{v}") for v in ("v₆", "v₅", "v₄", "v₃")]
        g.check(f"{head}: (dv6,dv5,dv4,dv3)", inner)
        g.check(f"{head}: (dx1,dx2)", [table.value(word, f"∂ℒ/∂{v}") for v in ("x₁", "x₂")])


def test_evaluation_traces(golden):
    f = lambda x1, x2: wg.log(x1) + x1 * x2 - wg.sin(x2)
    e = wg.explain(f, 2.0, 5.0)
    for name in ("GV-030", "GV-031"):
        g = golden(name)
        table = e.tangent(*g.inputs["seed"])
        for key in g.values:
            g.check(key, table.value(key))
    g = golden("GV-032")
    table = e.adjoint()
    for key in g.values:
        g.check(key, table.value(key.split(" = ")[0]))
    assert table.column("adjoint of")[:7] == ["v̄₅", "v̄₄", "v̄₃", "v̄₁", "v̄₂", "v̄₀", "v̄₋₁"]


def test_named_steps_of_a_function_and_its_derivative(golden):
    g = golden("GV-033")

    def f(x):
        a = wg.exp(x)
        b = a**2
        c = a + b
        d = wg.exp(c)
        e = wg.sin(c)
        return wg.name(d + e, "f")

    for x in g.inputs["points"]:
        explained = wg.explain(f, x)
        g.check(f"x={x:g}: (a,b,c,d,e,f)", [explained[name] for name in "abcdef"])
        g.check(f"x={x:g}: f'", explained["df/dx"])


def test_derivatives_of_losses(golden):
    g = golden("GV-037")
    y, a = np.array(g.inputs["y"]), np.array(g.inputs["a"])
    loss = {"MSE (1/n)": losses.MSELoss(), "BCE": losses.BCELoss()}
    for name, seed in (("MSE (1/n)", "dMSE/da (1/n)"), ("BCE", "dBCE/da")):
        e = wg.explain(lambda a, name=name: loss[name](a, y), a)
        g.check(name, e["f"])  # y is taken by the target
        g.check(seed, e["df/da"])


OPERATIONS = {"+": lambda w, x: w + x, "-": lambda w, x: w - x, "*": lambda w, x: w * x, "/": lambda w, x: w / x}


@pytest.mark.parametrize("sign", OPERATIONS)
def test_jacobians_of_elementwise_operations(golden, sign):
    g = golden("GV-046")
    e = wg.explain(OPERATIONS[sign], np.array(g.inputs["w"]), np.array(g.inputs["x"]))
    table = e.jacobians()
    g.check(f"J_w of {sign}", table.value("dy/dw"))
    g.check(f"J_x of {sign}", table.value("dy/dx"))


def test_affine_partials(golden):
    g = golden("GV-051")
    w, x, b = np.array(g.inputs["w"]), np.array(g.inputs["x"]), g.inputs["b"]

    def f(w, x, b):
        u = w * x
        s = wg.sum(u)
        return wg.name(s + b, "y")

    e = wg.explain(f, w, x, b)
    g.check("u=w*x", e["u"])
    g.check("y=w.x+b", e["y"])
    g.check("dy/du = 1^T", e["dy/du"])
    g.check("dy/dw = 1^T diag(x) = x^T", e["dy/dw"])
    g.check("dy/db", e["dy/db"])


def test_shapes_of_a_linear_layer(golden):
    g = golden("GV-123")
    w, b, a, delta = (np.array(g.inputs[k]) for k in ("W", "b", "a", "delta"))

    def layer(W, a, b):
        return wg.name(W @ a + b, "z")

    e = wg.explain(layer, w, a, b, seed=delta)
    g.check("z = W a + b", e["z"])
    g.check("grad_W = delta a^T (3,2)", e.gradients().value("W", "gradient value"))
    g.check("grad_b = delta (3,)", e.gradients().value("b", "gradient value"))
    g.check("grad_a = W^T delta (2,)", e.gradients().value("a", "gradient value"))
    kinds = e.products().column("kind")
    assert kinds[0] == "matrix-vector product"
    assert "outer product" in kinds


def test_jacobian_forward_and_reverse(golden):
    g = golden("GV-126")
    f = lambda x: wg.stack([x[0] * x[1], wg.sin(x[0]), wg.exp(x[1])])
    e = wg.explain(f, np.array(g.inputs["x"]), seed=np.array(g.inputs["u"]))
    g.check("F(x)", e.forward().value("y"))
    g.check("J (3x2)", e.jacobians().value("dy/dx"))
    g.check("J v", e.tangent(np.array(g.inputs["v"])).value("ydot"))
    g.check("J^T u", e["dy/dx"])
