"""Saved tensors: what is kept, how large it is, and who asks for it."""

import numpy as np
import pytest

import wengert as wg


@pytest.fixture
def tr():
    rng = np.random.default_rng(0)
    w1, w2, w3 = (wg.tensor(rng.normal(size=s), requires_grad=True) for s in [(8, 4), (8, 8), (1, 8)])

    def net(x):
        a1 = wg.name(wg.relu(w1 @ x), "a1")
        a2 = wg.name(wg.tanh(w2 @ a1), "a2")
        return wg.name(wg.sigmoid(w3 @ a2), "yhat")

    return wg.trace(net, rng.normal(size=4))


def test_a_three_layer_network_keeps_the_least_there_is(tr):  # GV-127, F-08, F-22
    saved = tr.saved()
    floats = {e.name: e.nbytes // 8 for e in saved if e.shape is not None}
    activations = {"v₋₃": 4, "a1": 8, "a2": 8, "yhat": 1}
    assert {n: floats[n] for n in activations} == activations
    assert sum(activations.values()) == 21
    weights = {n: k for n, k in floats.items() if n not in activations}
    assert weights == {"v₋₂": 32, "v₋₁": 64, "v₀": 8}
    assert saved.total == 8 * (21 + 32 + 64 + 8)
    assert saved.inference == 8 * 16


def test_every_entry_names_its_step_and_its_rule(tr):
    by_step = {(e.step, e.name): e.rules for e in tr.saved()}
    assert by_step["a1", "a1"] == ("relu: partial in x",)
    assert by_step["v₃", "a1"] == ("matmul: adjoint in x",)


def test_memory_kept_twice_is_counted_once():
    saved = wg.trace(lambda x: wg.sin(x) * wg.cos(x), np.ones(100)).saved()
    assert [(e.step, e.name) for e in saved] == [("v₁", "v₀"), ("v₂", "v₀"), ("v₃", "v₂"), ("v₃", "v₁")]
    assert saved.total == 3 * 800


def test_facts_take_no_bytes():
    saved = wg.trace(lambda x: x.sum(), np.ones(100)).saved()
    assert [(e.name, e.nbytes) for e in saved] == [("shape of v₀", 0)]
    assert saved.total == 0


def test_the_list_is_printed_with_its_total(tr):
    text = str(tr.saved())
    assert "needed by" in text
    assert "total 1000 bytes for the reverse sweep; inference holds 128 bytes at most" in text
    assert tr.saved()._repr_html_().startswith("<table>")


def test_nothing_is_kept_for_what_no_sweep_reaches():
    def f(x):
        with wg.no_grad():
            return wg.sin(x)

    assert list(wg.trace(f, 1.0).saved()) == []
