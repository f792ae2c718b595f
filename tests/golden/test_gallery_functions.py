"""Functions, objectives and curvature of the worked examples, as the scripts of the gallery show them.

GV-010 to 012, 020 to 022, 030 to 033, 037, 046 to 051, 122, 126: every table value.
"""

import unicodedata

import numpy as np
import pytest

import wengert as wg
from wengert.explain.catalogue import example
from wengert.explain.gallery import (
    chain_rules,
    decomposition,
    elementwise,
    loss_seeds,
    modes,
    relu_neuron,
    two_losses,
)


def close(found, wanted, rtol=1e-12, atol=1e-15):
    np.testing.assert_allclose(np.asarray(found, float).reshape(np.shape(wanted)), wanted, rtol=rtol, atol=atol)


def rounded(shown, printed):
    """The number of a cell, to the digits of the printed one."""
    mantissa, _, power = unicodedata.normalize("NFKC", shown).replace("−", "-").partition("·10")
    digits, _, scale = printed.partition("e")
    return round(float(f"{mantissa}e{power or 0}"), len(digits.partition(".")[2]) - int(scale or 0))


# --- second order ----------------------------------------------------------------------------------------------------


def products_of(table):
    """The rows of the Hessian-vector product."""
    return np.array([row.cells[3] for row in table if str(row.cells[1]).startswith("(Hu)")], float)


def second(explained, name):
    e = explained(name)
    return e, next(t for t in example(name).tables(e) if t.name == "second_order")


def test_the_indefinite_quadratic(golden, explained):
    g = golden("GV-010").values
    e, table = second(explained, "quadratic")
    close(e["f"], g["f(w_chosen)"])
    close([e["df/dw1"], e["df/dw2"]], g["grad(w_chosen)"])
    close(table.value("s"), g["s(w)=grad.u"])
    close(products_of(table), g["Hu"])
    close(table.value("uᵀHu"), g["uT_H_u"])
    H = table.value("H")
    close(H, g["hessian"])
    close(np.linalg.eigvalsh(H), g["eigenvalues"])
    close([np.linalg.det(H), np.trace(H)], [g["det"], g["trace"]])


def test_the_linear_neuron(golden, explained):
    g = golden("GV-011").values
    e, table = second(explained, "linear-neuron")
    for name, wanted in (("yhat", "yhat"), ("loss", "loss"), ("dL/dw", "grad")):
        close(e[name], g[wanted])
    close(table.value("s"), g["s(w)"])
    close(table.value("H"), g["hessian"])
    close(products_of(table)[0], g["Hu"])


def output(w1, b1, w2, b2, w3, b3):
    return w3 * (w2 * (w1 * 2.0 + b1) + b2) + b3


def test_three_linear_layers(golden, explained):
    g = golden("GV-012").values
    e, table = second(explained, "linear-three-layer")
    for name in ("a1", "a2", "yhat", "loss"):
        close(e[name], g[name])
    close(e["dL/dyhat"], g["residual r"])
    theta = ("w1", "b1", "w2", "b2", "w3", "b3")
    close([e[f"dL/d{name}"] for name in theta], g["grad"])
    close(table.value("s"), g["s(theta)=grad.u"])
    close(products_of(table), g["Hu"])
    close(table.value("uᵀHu"), g["uT_H_u"])
    close(table.value("gᵀHg/gᵀg"), g["curvature_along_gradient gTHg/gTg"])
    H = table.value("H")
    close(H, g["hessian"])
    close(np.linalg.eigvalsh(H), g["hessian_eigenvalues"], atol=1e-13)
    close(np.trace(H), g["trace_H"])


def test_the_gauss_newton_matrix_of_three_linear_layers(golden):
    # The loss is a square: the matrix is the outer product of the slopes of the output.
    g, given = golden("GV-012").values, golden("GV-012").inputs
    table = wg.explain(output, *given["theta"]).gradients()
    slopes = np.array([table.value(name, "gradient value") for name in ("w1", "b1", "w2", "b2", "w3", "b3")], float)
    close(slopes, g["dyhat_dtheta g"])
    G = np.outer(slopes, slopes)
    close(G, g["gauss_newton_matrix_ggT"])
    close(G @ given["u"], g["gauss_newton_u"])
    close(np.linalg.eigvalsh(G), g["gauss_newton_eigenvalues"], atol=1e-13)


# --- objectives ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["GV-020", "GV-021", "GV-022"])
def test_four_losses_over_one_graph(golden, name):
    g = golden(name)
    e = loss_seeds.explanation(g.inputs["x1"], g.inputs["x2"])
    for node in ("v3", "v4", "v5", "v6", "v7"):
        close(e[node], g.values[node])
    table = e.seeds(target=g.inputs["t"])
    columns = {column.name: k for k, column in enumerate(table.columns)}
    kinds = ("identity L=v7", "squared L=(v7-t)^2/2", "L1 L=|v7-t|", "log-squared L=log(1+(v7-t)^2)")
    for kind, row in zip(kinds, table, strict=True):
        at = lambda node, row=row: row.cells[columns[f"∂ℒ/∂{node}"]]
        close(row.cells[columns["value"]], g.values[f"{kind}: loss"])
        close(at("v₇"), g.values[f"{kind}: dv7"])
        close([at(node) for node in ("v₆", "v₅", "v₄", "v₃")], g.values[f"{kind}: (dv6,dv5,dv4,dv3)"])
        close([at(node) for node in ("x₁", "x₂")], g.values[f"{kind}: (dx1,dx2)"])


def test_squares_and_cross_entropy(golden):
    g = golden("GV-037").values
    names = {"mean (a - y)^2": ("MSE (1/n)", "dMSE/da (1/n)"), "sum (a - y)^2 / 2": ("MSE (c=1/2)", "dMSE/da (c=1/2)")}
    names["cross-entropy"] = ("BCE", "dBCE/da")
    for loss, (value, slope) in names.items():
        e = two_losses.explanation(loss)
        close(e[e.subject.end], g[value])
        close(e.gradients().value("a", "gradient value"), g[slope])


# --- traces ----------------------------------------------------------------------------------------------------------

VARIABLES = {"v_-1": "v₋₁", "v_0": "v₀", **{f"v{k}": f"v{s}" for k, s in enumerate("₁₂₃₄₅", start=1)}}


@pytest.mark.parametrize("name", ["GV-030", "GV-031"])
def test_primal_beside_tangent(golden, explained, name):
    g = golden(name)
    table = explained("evaluation-trace").tangent(*g.inputs["seed"])
    rows = {row.cells[0]: row.cells for row in table}
    for node, variable in VARIABLES.items():
        close(rows[variable][5], g.values[f"{node}_dot"])
        if name == "GV-030":
            close(rows[variable][2], g.values[node])
    if name == "GV-030":
        close([rows["y"][2], rows["y"][5]], [g.values["y"], g.values["y_dot"]])


def test_primal_beside_adjoint_in_the_order_of_the_sweep(golden, explained):
    g, table = golden("GV-032").values, explained("evaluation-trace").adjoint()
    names = ["v5_bar", "v4_bar", "v3_bar", "v1_bar", "v2_bar", "v0_bar = x2_bar", "v_-1_bar = x1_bar"]
    found = [row.cells for row in table if row.cells[3]]
    assert [cells[3] for cells in found] == [f"v̄{s}" for s in ("₅", "₄", "₃", "₁", "₂", "₀", "₋₁")]
    for cells, name in zip(found, names, strict=True):
        close(cells[5], g[name])


@pytest.mark.parametrize(("name", "mark"), [("GV-030", "dot"), ("GV-032", "bar")])
def test_traces_read_as_they_are_printed(golden, explained, name, mark):
    e = explained("evaluation-trace")
    table = e.tangent(1.0, 0.0) if mark == "dot" else e.adjoint()
    rows = [row.cells for row in table]
    over = {"dot": "\u0307", "bar": "\u0304"}[mark]
    shown = {cells[k]: table.digits.value(cells[k + 2]) for cells in rows for k in (0, 3) if cells[k]}
    for quantity, text in golden(f"{name} printed").values.items():
        node, _, plain = quantity.partition(" = ")[0].replace("v0", "v_0").rpartition("_" + mark)
        symbol = VARIABLES.get(node or plain, node or plain)
        marked = unicodedata.normalize("NFC", symbol[0] + over) + symbol[1:] if node else symbol
        assert rounded(shown[marked], text) == float(text), quantity


@pytest.mark.parametrize("x", [-2.0, -1.0, -0.5, 0.0, 0.25, 0.5, 1.0])
def test_a_formula_by_its_pieces(golden, x):
    g, e = golden("GV-033").values, decomposition.explanation(x)
    close([e[name] for name in "abcdef"], g[f"x={x:g}: (a,b,c,d,e,f)"])
    close(e["df/dx"], g[f"x={x:g}: f'"])
    close(products_of(e.second_order((1.0,)))[0], g[f"x={x:g}: f''"])


# --- arrays ----------------------------------------------------------------------------------------------------------


def jacobians(e):
    return [row.cells[2] for row in e.jacobians()]


@pytest.mark.parametrize("sign", "+-*/")
def test_jacobians_of_elementwise_operations(golden, sign):
    # T-39.
    g, e = golden("GV-046").values, elementwise.explanation(f"w {sign} x")
    found = jacobians(e)
    close(found[0], g[f"J_w of {sign}"])
    close(found[1], g[f"J_x of {sign}"])
    close(e.forward().column("value")[-1], g[f"value of w {sign} x"])


def test_jacobians_of_spreading_and_summing(golden):
    g = golden("GV-047").values
    of = lambda operation: jacobians(elementwise.explanation(operation))
    close(of("x")[0], g["d(x)/dx"])
    for sign, name in (("+", "x+z"), ("*", "x*z")):
        close(of(f"x {sign} z")[0], g[f"d({name})/dx"])
        close(of(f"x {sign} z")[1], g[f"d({name})/dz"])
    close(of("sum(x)")[0], g["d sum(x)/dx"])
    close(of("sum(x[0] * sin(x))")[0], g["d/dx sum_i f_i(x), f_i=x_1*sin(x_i)"])


@pytest.mark.parametrize("x", [0.7, 2.0])
def test_chain_rules(golden, x):
    g = golden("GV-048").values
    close(chain_rules.explanation(x, chain_rules.scalar)["dy/dx"], g[f"x={x:g}: d sin(x^2)"])
    total = chain_rules.explanation(x)
    close(total["du2/dx"], g[f"x={x:g}: total derivative of u2=sin(x+u1), u1=x^2"])
    held = [row.cells[-1] for row in total.accumulation() if row.cells[1] == "through u₂"]
    close(held, [g[f"x={x:g}: partial du2/dx holding u1"]])
    outer = lambda g: wg.stack([wg.log(g[0]), wg.sin(g[1])])
    inner = lambda x: wg.stack([x**2, 3 * x])
    close(jacobians(wg.explain(inner, x))[0], g[f"x={x:g}: dg/dx"])
    close(jacobians(wg.explain(outer, np.array([x**2, 3 * x])))[0], g[f"x={x:g}: df/dg"])
    close(jacobians(chain_rules.explanation(x, chain_rules.vector))[0], g[f"x={x:g}: dy/dx"])


@pytest.mark.parametrize("label", ["active z=1.5", "inactive z=-0.5", "boundary z=0"])
def test_one_relu_neuron(golden, label):
    g = golden("GV-049")
    given = g.inputs["cases"][("active", "inactive", "boundary").index(label.partition(" ")[0])]
    e = wg.explain(relu_neuron.neuron, np.array(given["w"]), given["b"], np.array(given["x"]))
    close(e["z"], g.values[f"{label}: z"])
    close(e["a"], g.values[f"{label}: activation"])
    table = e.gradients()
    close(table.value("w", "gradient value"), g.values[f"{label}: d/dw"])
    close(table.value("b", "gradient value"), g.values[f"{label}: d/db"])


def test_the_cost_of_a_relu_neuron(golden, explained):
    g, e = golden("GV-050").values, explained("relu-neuron")
    close(e["z"], g["z_i"])
    close(e["da/dz"], g["active mask"])
    close(e["C"], g["cost"])
    close(e["dC/dw"], g["dC/dw"])
    close(e["dC/db"], g["dC/db"])
    # With the case drawn out of the sum (ERR-30) it is the gradient of another neuron: the one without ReLU.
    linear = wg.explain(lambda w, b: wg.mean((relu_neuron.X @ w + b - relu_neuron.y) ** 2), np.array([0.5, -0.25]), 0.1)
    close(linear["dy/dw"], g["WRONG slide formula dC/dw=(2/N) sum e_i x_i over all i"])
    close(linear["dy/db"], g["WRONG slide formula dC/db"])


def test_a_dot_product_in_two_parts(golden, explained):
    g, e = golden("GV-051").values, explained("dot-product")
    close(e["u"], g["u=w*x"])
    close(np.diag(e["du/dw"]), g["du/dw = diag(x)"])
    close(e["dy/du"], g["dy/du = 1^T"])
    close(e["dy/dw"], g["dy/dw = 1^T diag(x) = x^T"])
    close(e["y"], g["y=w.x+b"])
    close(e["dy/db"], g["dy/db"])


def test_products_in_both_orders(golden, explained):
    g, e = golden("GV-122").values, explained("products")
    close([e["dot"], e["tod"]], g["a@b = b@a"])
    close(e["outer"], g["outer(a,b)"])
    close(e["retuo"], g["outer(b,a) = outer(a,b)^T"])
    close(e["AB"], g["A@B"])
    close(e["BA"], g["B@A (different)"])
    close([e["Av"], e["vA"]], g["A@(1,2) and (1,2)@A"])


def test_a_jacobian_and_its_products_in_both_modes(golden, explained):
    g, e = golden("GV-126").values, explained("modes")
    close(jacobians(e)[0], g["J (3x2)"])
    forward = e.tangent(modes.v).rows[-1].cells
    close(forward[2], g["F(x)"])
    close(forward[5], g["J v"])
    back = [row.cells[5] for row in e.adjoint() if row.cells[3]][-1]
    close(back, g["J^T u"])
    close(modes.u @ forward[5], g["u^T J v (both modes agree)"])
    close(back @ modes.v, g["u^T J v (both modes agree)"])
