"""Advice says something of everything there is, and what it says of formulas is true."""

import numpy as np
import pytest

import wengert as wg
from wengert import nn
from wengert.explain.advice import ADVICE_TABLES, activations, losses, normalizations, optimizers, penalties
from wengert.losses import LOSSES
from wengert.optim import OPTIMIZERS, regularizers


def test_nothing_is_missing():
    assert losses().column("loss") == list(LOSSES)
    assert optimizers().column("optimizer") == list(OPTIMIZERS)
    assert {"ReLU", "Sigmoid", "Tanh", "GELU", "Softmax", "LeakyReLU"} <= set(activations().column("activation"))
    for name in penalties().column("penalty"):
        assert hasattr(regularizers, name)
    for name in normalizations().column("layer"):
        assert hasattr(nn, name) or hasattr(nn, f"{name}2d")


@pytest.mark.parametrize("name", list(ADVICE_TABLES))
def test_every_table_is_full_and_takes_every_form(name):
    table = ADVICE_TABLES[name]()
    assert len(table) >= 5
    assert all(row.cells[0] and row.cells[1] for row in table)
    for form in (str(table), table.to_markdown(), table.to_latex(), table.to_html(), table.to_csv(), table.to_json()):
        assert table.rows[0].cells[0] in form


@pytest.mark.parametrize(
    ("name", "slope"),
    [
        ("L1", lambda w: 0.3 * np.sign(w)),
        ("L2", lambda w: 0.3 * w),
        ("GroupLasso", lambda w: 0.3 * np.sqrt(2) * w / np.linalg.norm(w, axis=1, keepdims=True)),
    ],
)
def test_slopes_of_penalties_are_what_the_table_says(name, slope):
    w = np.array([[1.0, -2.0], [0.5, 3.0]])
    penalty = getattr(regularizers, name)(0.3)
    np.testing.assert_allclose(wg.grad(lambda w: penalty.of(w))(w), slope(w), rtol=1e-12)
