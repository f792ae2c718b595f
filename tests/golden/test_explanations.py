"""Worked networks through their explanation: every number of their step tables, and where it comes from.

GV-002 to GV-004, GV-012, GV-034, GV-040 to GV-042, GV-090, GV-125 and GV-127.
"""

import itertools

import numpy as np
import pytest

import wengert as wg
from wengert import losses, nn

ACTIVATIONS = {"relu": nn.ReLU, "tanh": nn.Tanh, "sigmoid": nn.Sigmoid}


def network(parameters, *activations):
    """Linear layers with given weights and biases, each with an activation behind it (None for none)."""
    made = []
    for (w, b), activation in zip(parameters, activations, strict=True):
        w, b = np.atleast_2d(np.asarray(w, "float64")), np.atleast_1d(np.asarray(b, "float64"))
        layer = nn.Linear(w.shape[1], w.shape[0], dtype="float64")
        layer.weight.value, layer.bias.value = w, b
        made += [layer] if activation is None else [layer, activation()]
    return nn.Sequential(*made)


def scalar_network(inputs, *names):
    pairs = [(inputs[f"w{k}"], inputs[f"b{k}"]) for k in range(1, len(names) + 1)]
    return network(pairs, *(ACTIVATIONS[n] for n in names))


def at(inputs):
    return np.array([inputs["x"]]), np.array([inputs["y"]])


def check_all(g, table, symbols):
    for name, symbol in symbols.items():
        g.check(name, np.reshape(table.value(symbol), np.shape(g.values[name])))


@pytest.fixture(scope="module")
def two(golden):
    g = golden("GV-002")
    x, y = at(g.inputs)
    e = wg.explain(scalar_network(g.inputs, "sigmoid", "sigmoid"), x, target=y, loss=losses.HalfSquaredLoss())
    return g, e


def test_two_layers_backward_by_step(two):
    g, e = two
    table = e.backward(first=7)
    order = "dL_dyhat dyhat_dz2 dL_dz2 dz2_dw2 dL_dw2 dz2_db2 dL_db2 dz2_da1 dL_da1 da1_dz1 dL_dz1 dz1_dw1 dL_dw1"
    for step, name in enumerate([*order.split(), "dz1_db1", "dL_db1"], start=7):
        g.check(name, np.reshape(table.value(step), ()))
        assert table.row(step) is table.row(name.replace("_d", "/d", 1))
    g.check("dL_dx", e["dL/dx"].item())
    assert [table.cell(k, "value comes from").backward for k in (9, 15, 17)] == [(7, 8), (9, 14), (15, 16)]


THREE = {
    "x": "x", "w1": "w1", "b1": "b1", "z1": "z1", "a1": "a1", "w2": "w2", "b2": "b2", "z2": "z2", "a2": "a2",
    "w3": "w3", "b3": "b3", "z3": "z3", "yhat": "yhat", "y": "y", "loss": "loss",
}  # fmt: skip


BACK = [
    "dL_dyhat",
    "dyhat_dz3",
    "delta3",
    "dz3_dw3",
    "dL_dw3",
    "dz3_db3",
    "dL_db3",
    "dz3_da2",
    "dL_da2",
    "da2_dz2",
    "delta2",
    "dz2_dw2",
    "dL_dw2",
    "dz2_db2",
    "dL_db2",
    "dz2_da1",
    "dL_da1",
    "da1_dz1",
    "delta1",
    "dz1_dw1",
    "dL_dw1",
    "dz1_db1",
    "dL_db1",
]


# Direct sources of each step, and forward steps whose value one of them only hands on.
COMES_FROM = {
    16: ((13, 14), ()), 17: ((13,), ()), 18: ((16, 17), ()), 19: ((9,), ()), 20: ((18, 19), (9,)), 21: ((), ()),
    22: ((18, 21), ()), 23: ((10,), ()), 24: ((18, 23), (10,)), 25: ((9,), ()), 26: ((24, 25), ()), 27: ((5,), ()),
    28: ((26, 27), (5,)), 29: ((), ()), 30: ((26, 29), ()), 31: ((6,), ()), 32: ((26, 31), (6,)), 33: ((4,), ()),
    34: ((32, 33), ()), 35: ((1,), ()), 36: ((34, 35), (1,)), 37: ((), ()), 38: ((34, 37), ()),
}  # fmt: skip


@pytest.fixture(scope="module")
def three(golden):
    g = golden("GV-003")
    x, y = at(g.inputs)
    model = scalar_network(g.inputs, "relu", "tanh", "sigmoid")
    return g, wg.explain(model, x, target=y, loss=losses.HalfSquaredLoss(), lr=0.1)


def test_three_layers_forward(three):
    g, e = three
    table = e.forward()
    for step, (name, symbol) in enumerate(THREE.items(), start=1):
        g.check(name, np.reshape(table.value(step), ()))
        assert table.cell(symbol, "step") == step
    assert [row.cells[1] for row in e.compact()] == ["x", "z₁", "a₁", "z₂", "a₂", "z₃", "ŷ", "y", "ℒ"]


def test_three_layers_backward_and_where_each_value_comes_from(three):
    g, e = three
    table = e.backward()
    for step, name in enumerate(BACK, start=16):
        g.check(name, np.reshape(table.value(step), ()))
        sources = table.cell(step, "value comes from")
        assert (sources.steps, sources.origins) == COMES_FROM[step]
        assert table.cell(step, "check").agrees
    assert [row.section for row in table][::8] == ["Layer 3: sigmoid", "Layer 3: sigmoid", "Layer 2: tanh"]
    g.check("dL_dx", e["dL/dx"].item())


def test_three_layers_in_the_order_of_time(three, golden):
    g, e = three
    table = e.chronological()
    order = ["x", "z1", "a1", "z2", "a2", "z3", "yhat", "loss", "dL_dyhat", "dyhat_dz3", "da2_dz2", "da1_dz1"]
    order += ["delta3", "J3", "dL_dw3", "dL_db3", "dL_da2", "delta2", "J2", "dL_dw2", "dL_db2", "dL_da1"]
    order += ["delta1", "J1", "dL_dw1", "dL_db1"]
    for step, name in enumerate(order, start=1):
        g.check(name, np.reshape(table.value(step), ()))
        assert table.row(step).conceptual == name.startswith("J")
    update = golden("GV-004")
    for step, name in enumerate(("w1", "b1", "w2", "b2", "w3", "b3"), start=28):
        update.check(f"{name}_new", np.reshape(table.value(step), ()))
    assert len(table) == 33


def test_three_layers_by_two_routes(three):
    g, e = three
    table = e.jacobians()
    for name in ("J1", "J2", "J3"):
        g.check(name, np.reshape(table.value(name), ()))
    g.check("J3*J2*J1 = dyhat_dx", table.value("dyhat/dx").item())
    assert max(x for x in table.column("largest difference") if x is not None) < 1e-15


def test_update_and_what_it_changes(three, golden):
    _, e = three
    g = golden("GV-004")
    table = e.update(0.1)
    for name in ("w1", "b1", "w2", "b2", "w3", "b3"):
        g.check(f"{name}_new", table.value(name, "new value").item())
    after = e.verification()
    g.check("yhat_after", after.value("yhat", "after").item())
    g.check("loss_after", after.value("loss", "after").item())
    g.check("loss_decrease", after.value("decrease", "after"))
    g.check("first_order_prediction_eta_normsq", after.value("η · ‖gradient‖²", "after"))
    assert e.update().cell("w1", "as a function of η").startswith("1.5 + 0.0258")


def test_second_order_of_three_linear_layers(golden):
    g = golden("GV-012")
    t, names = g.inputs["theta"], ("w1", "b1", "w2", "b2", "w3", "b3")
    model = network(zip(t[::2], t[1::2], strict=True), None, None, None)
    x, y = at(g.inputs)
    e = wg.explain(model, x, target=y, loss=losses.HalfSquaredLoss())
    check_all(g, e.forward(), {"a1": "a1", "a2": "a2", "yhat": "yhat", "loss": "loss"})
    g.check("grad", [e[f"dL/d{n}"].item() for n in names])
    table = e.second_order(g.inputs["u"])
    g.check("Hu", [table.value(f"(Hu)[{n}]").item() for n in names])
    found = {"s(theta)=grad.u": "s", "uT_H_u": "uᵀHu", "hessian": "H"}
    check_all(g, table, found)
    g.check("curvature_along_gradient gTHg/gTg", table.value("gᵀHg/gᵀg"))


def test_two_two_one_with_identity_output(golden):
    g = golden("GV-034")
    t = np.array(g.inputs["theta"])
    w1, b1, w2, b2 = t[:6].reshape(2, 3)[:, :2], t[[2, 5]], t[None, 6:8], t[8:]
    flat = lambda e: np.concatenate([
        np.column_stack([e["dL/dW1"], e["dL/db1"]]).ravel(), np.ravel(e["dL/dW2"]), np.ravel(e["dL/db2"])
    ])  # fmt: skip
    model = network([(w1, b1), (w2, b2)], nn.Sigmoid, None)
    for k, sample in enumerate(g.inputs["data"], start=1):
        x, y = np.array(sample["a0"]), np.array([sample["y"]])
        e = wg.explain(model, x, target=y, loss=losses.HalfSquaredLoss())
        g.check(f"sample {k}: (a1,a2,output)", [*e["a1"], *e["yhat"]])
        g.check(f"sample {k}: loss", e["loss"])
        g.check(f"sample {k}: grad", flat(e))
    x, y = (np.array([np.atleast_1d(s[n]) for s in g.inputs["data"]]) for n in ("a0", "y"))
    e = wg.explain(model, x, target=y, loss=losses.HalfSquaredLoss(), lr=g.inputs["alpha"])
    g.check("mean_grad", flat(e))
    g.check("mean_loss_before", e["loss"])
    after = e.verification()
    g.check("mean_loss_after", after.value("loss", "after"))


@pytest.fixture(scope="module")
def slides(golden):
    g = golden("GV-040")
    pairs = [(g.inputs[f"W{k}"], g.inputs[f"b{k}"]) for k in (1, 2, 3)]
    x, y = at(g.inputs)
    return wg.explain(network(pairs, *[nn.Sigmoid] * 3), x, target=y, loss=losses.BCELoss(), lr=g.inputs["eta"])


def test_one_two_three_one(slides, golden):
    e = slides
    g = golden("GV-040")
    check_all(g, e.forward(), {"z[1]": "z1", "a[1]": "a1", "z[2]": "z2", "a[2]": "a2", "z[3]": "z3", "yhat": "yhat"})
    g.check("loss", e["loss"])
    g = golden("GV-041")
    found = {"dL_dyhat": "dL/dyhat", "dyhat_dz3": "dyhat/dz3", "dL_dz3": "delta3", "dL_dw0[3]": "dL/db3"}
    found |= {"dL_da[2]": "dL/da2", "a[2](1-a[2])": "da2/dz2", "dL_dz[2]": "delta2", "dL_da[1]": "dL/da1"}
    found |= {"a[1](1-a[1])": "da1/dz1", "dL_dz[1]": "delta1"}
    check_all(g, e.backward(), found)
    for k in range(3):
        g.check(f"dL_dw{k + 1}[3]", e["dL/dW3"][0, k])
        g.check(f"dL_d(w0{k + 1},w1{k + 1},w2{k + 1})[2]", [e["dL/db2"][k], *e["dL/dW2"][k]])
    g.check("dL_dx", e["dL/dx"].item())
    assert all(row.cells[-1].agrees for row in e.backward())


def test_one_two_three_one_updated(slides, golden):
    g = golden("GV-042")
    table = slides.update()
    new = {name: table.value(name, "new value") for name in ("W1", "b1", "W2", "b2", "W3", "b3")}
    for j in range(2):
        g.check(f"w0_{j + 1}[1] new", new["b1"][j])
        g.check(f"w1_{j + 1}[1] new", new["W1"][j, 0])
    for j in range(3):
        g.check(f"w0{j + 1}[2] new", new["b2"][j])
        for k in range(2):
            g.check(f"w{k + 1}{j + 1}[2] new", new["W2"][j, k])
        g.check(f"w{j + 1}[3] new", new["W3"][0, j])
    words = " ".join(slides.verification().notes)
    assert "17 of 17 numbers are raised" in words
    assert "largest steps: b₃ 0.02261, W₃" in words
    assert "by 4.232 %" in words


def test_penalty_leaves_deltas_alone(golden):
    g = golden("GV-090")
    model = network([(g.inputs["W"], g.inputs["b"])], nn.Sigmoid)
    penalty = wg.optim.regularizers.Lp(g.inputs["lam"], g.inputs["p"])
    e = wg.explain(model, np.array(g.inputs["x"]), target=np.array(g.inputs["target"]), loss=losses.MSELoss(),
                   penalties=[penalty])  # fmt: skip
    g.check("yhat", e["yhat"])
    g.check("data_loss", e["ℒ₀"])
    g.check("loss = data_loss + lam/p*reg", e["loss"])
    table = e.branches()
    g.check("dW of data loss", table.value("dL/dW1", "from ℒ₀"))
    g.check("dW of regulariser = lam |W|^(p-2) W", table.value("dL/dW1", "from Ω"))
    g.check("dW total", table.value("dL/dW1", "whole"))
    g.check("db total = db data", table.value("dL/db1", "whole"))
    g.check("delta (dL/dz), same with and without reg", table.value("delta1", "from ℒ₀"))
    assert not np.any(table.value("delta1", "from Ω"))
    g.check("dx (unchanged)", table.value("dL/dx", "whole"))


def test_errors_with_plus_signs(golden):
    g = golden("GV-125")
    pairs = [(g.inputs[f"W{k}"], g.inputs[f"B{k}"]) for k in (1, 2, 3)]
    e = wg.explain(network(pairs, *[nn.Sigmoid] * 3), np.array(g.inputs["X"]), target=np.array(g.inputs["Y"]),
                   loss=half_squared, lr=g.inputs["lr"])  # fmt: skip
    table = e.error_form()
    found = {"HI1": "HI₁", "HO1": "HO₁", "HI2": "HI₂", "HO2": "HO₂", "HO_final_preactivation": "HI₃", "Yhat": "Ŷ"}
    found |= {"E": "E", "err_HO_final": "error₃", "err_HO_2": "error₂", "err_HO_1": "error₁"}
    found |= {f"{letter}{k}_new": f"{letter}{'₀₁₂₃'[k]}⁺" for letter in "WB" for k in (1, 2, 3)}
    check_all(g, table, found)
    equations = e.equations()
    for k, name in ((3, "err_HO_final"), (2, "err_HO_2"), (1, "err_HO_1")):
        g.check(name, -equations.value(f"delta{k}", "by the equation"))


def half_squared(output, target):
    return 0.5 * wg.sum((target - output) ** 2)


def test_what_is_saved(golden):
    g = golden("GV-127")
    d = g.inputs["d"]
    rng = np.random.default_rng(0)
    pairs = [(rng.normal(size=(n, m)), rng.normal(size=n)) for m, n in itertools.pairwise(d)]
    e = wg.explain(network(pairs, nn.ReLU, nn.Tanh, nn.Sigmoid), rng.normal(size=4), target=np.ones(1),
                   loss=losses.HalfSquaredLoss())  # fmt: skip
    rows = [row.cells for row in e.memory() if row.cells[4] is not None]
    g.check("minimal floats: x,a1,a2,yhat", sum({c[0]: c[4] for c in rows if c[3] == "model"}.values()))
    g.check("weights also read in backward: W2 (8x8), W3 (1x8)", [c[4] for c in rows if c[3] == "parameter"])
    assert [c[0] for c in rows if c[3] == "input gradient only"] == ["W₁"]
