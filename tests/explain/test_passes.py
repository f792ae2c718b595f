"""Both passes of random networks: gradients are those of JAX, and every derivative passes its own check.

JAX's `grad` is the independent oracle.
"""

import itertools

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import wengert as wg
from wengert import losses, nn
from wengert.trace.expression import write

jax.config.update("jax_enable_x64", True)  # as Wengert does when it first meets JAX

ACTIVATIONS = {
    nn.Tanh: jnp.tanh,
    nn.Sigmoid: jax.nn.sigmoid,
    nn.ReLU: jax.nn.relu,
    nn.GELU: lambda x: jax.nn.gelu(x, approximate=False),
    nn.SiLU: jax.nn.silu,
    nn.Softplus: jax.nn.softplus,
}
LOSSES = {
    "mse": (losses.MSELoss(), lambda o, y: jnp.mean((o - y) ** 2)),
    "half": (losses.HalfSquaredLoss(), lambda o, y: jnp.sum(0.5 * (o - y) ** 2) / len(o)),
    "bce": (losses.BCEWithLogitsLoss(), lambda o, y: jnp.mean(jax.nn.softplus(o) - o * y)),
    "log": (losses.LogSquaredLoss(), lambda o, y: jnp.mean(jnp.log(1 + (o - y) ** 2))),
}


@settings(max_examples=12, deadline=None)
@given(
    sizes=st.lists(st.sampled_from([1, 3]), min_size=2, max_size=4),
    activations=st.lists(st.sampled_from(list(ACTIVATIONS)), min_size=3, max_size=3),
    loss=st.sampled_from(list(LOSSES)),
    samples=st.sampled_from([None, 2]),
    seed=st.integers(0, 10**6),
)
def test_random_networks(sizes, activations, loss, samples, seed):
    rng = np.random.default_rng(seed)
    layers, pairs = [], []
    for (m, n), activation in zip(itertools.pairwise(sizes), activations, strict=False):
        layer = nn.Linear(m, n, dtype="float64")
        layer.weight.value, layer.bias.value = rng.normal(size=(n, m)), rng.normal(size=n)
        pairs.append((layer.weight.value, layer.bias.value))
        layers += [layer, activation()]
    batch = () if samples is None else (samples,)
    x, y = rng.normal(size=(*batch, sizes[0])), rng.uniform(size=(*batch, sizes[-1]))
    ours, theirs = LOSSES[loss]
    e = wg.explain(nn.Sequential(*layers), x, target=y, loss=ours)

    def oracle(pairs):
        a = x
        for (w, b), activation in zip(pairs, activations, strict=False):
            a = ACTIVATIONS[activation](a @ w.T + b)
        return theirs(a, y)

    expected = jax.grad(oracle)(pairs)
    table = e.backward()
    for k, (w, b) in enumerate(expected, start=1):
        np.testing.assert_allclose(table.value(f"dL/dW{k}"), w, rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(table.value(f"dL/db{k}"), b, rtol=1e-9, atol=1e-12)
    checks = [c for c in table.column("check") if c is not None]
    assert len(checks) >= 6 * len(pairs)
    assert all(c.agrees for c in checks)
    assert max(d for d in e.jacobians().column("largest difference") if d is not None) < 1e-12


def test_a_wrong_rule_gets_no_tick(monkeypatch):
    monkeypatch.setattr(wg.tanh, "pullbacks", (lambda g, saved, params: g * 0.5,))
    model = nn.Sequential(nn.Linear(1, 1, dtype="float64"), nn.Tanh())
    table = wg.explain(model, np.ones(1), target=np.ones(1), loss=losses.MSELoss()).backward()
    assert table.cell("dyhat/dz1", "check").tick == "✗"
    assert "agree" in table.notes[0]
    assert not table.notes[0].endswith("all 7 agree")


def test_at_a_kink_the_convention_is_between_both_sides():
    e = wg.explain(lambda x: wg.relu(x) * 3.0, 0.0)
    assert e["dy/dx"] == 0
    assert all(c is None or c.agrees for c in e.backward().column("check"))


def test_formulas_of_activations_as_people_write_them():
    forms = {nn.ReLU: "1[z₁ > 0]", nn.Tanh: "1 − a₁²", nn.Sigmoid: "a₁ ⊙ (1 − a₁)"}
    for activation, form in forms.items():
        model = nn.Sequential(nn.Linear(2, 2), activation(), nn.Linear(2, 1))
        x = np.ones(2, "float32")
        e = wg.explain(model, x, target=np.ones(1, "float32"), loss=losses.MSELoss())
        assert e.backward().cell("da1/dz1", "formula") == form


def test_single_precision_stays_and_still_agrees():
    model = nn.Sequential(nn.Linear(3, 4), nn.Sigmoid(), nn.Linear(4, 2), nn.Softmax(-1))
    x, y = np.ones((2, 3), "float32"), np.array([0, 1])
    e = wg.explain(model, x, target=y, loss=losses.CrossEntropyLoss())
    assert {np.asarray(row.entry.value).dtype for row in e.backward() if row.entry.role in ("gradient", "delta")} == {
        np.dtype("float32")
    }
    assert all(c is None or c.agrees for c in e.backward().column("check"))


def test_a_softmax_is_shown_by_its_jacobian():
    model = nn.Sequential(nn.Linear(2, 3, dtype="float64"), nn.Softmax(-1))
    e = wg.explain(model, np.ones(2), target=np.ones(3), loss=losses.MSELoss())
    p = e["yhat"]
    np.testing.assert_allclose(e["dyhat/dz1"], np.diag(p) - np.outer(p, p), atol=1e-15)
    assert e.backward().cell("delta1", "value comes from").backward


@pytest.mark.parametrize("n", [2, 200])
def test_slopes_that_are_constant(n):
    def f(x):
        y = 3 * x
        return wg.name(wg.sum(y), "s")

    row = wg.explain(f, np.ones(n)).backward().row("dy/dx")
    assert np.shape(row.cells[4]) == ((2,) if n == 2 else ())
    assert row.cells[-1].agrees
    assert write(row.entry.formulas[0]) == "3"


def test_a_recurrence_in_one_step_is_pulled_back_as_a_tuple():
    model = nn.RNN(2, 3, dtype="float64")
    x = np.linspace(-1, 1, 8).reshape(4, 1, 2)
    e = wg.explain(lambda model, x: wg.sum(model(x)[0] ** 2), model, x)
    for row in e.gradients():
        assert row.cells[-1].agrees
    expected = wg.grad(lambda m: wg.sum(m(x)[0] ** 2))(model)
    for name, parameter in expected.named_parameters():
        symbol = e.subject.symbols[e.subject.line(f"model.{name}")]
        np.testing.assert_allclose(e.gradients().value(symbol, "gradient value"), parameter.value)
