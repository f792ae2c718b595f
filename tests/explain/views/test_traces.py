"""Traces: the list beside its tangents and adjoints, with the numbers of the transforms."""

import numpy as np
import pytest

import wengert as wg
from wengert.errors import GraphError, ShapeError


def test_both_sweeps_agree_with_the_transforms():
    f = lambda x, y: wg.exp(x) * y + wg.sqrt(y)
    e = wg.explain(f, 0.3, 2.0)
    gradient = wg.grad(f, (0, 1))(0.3, 2.0)
    table = e.adjoint()
    assert [table.value(n) for n in ("v-1bar", "v0bar")] == list(gradient)
    assert e.tangent(0.5, -1.0).value("ydot") == pytest.approx(0.5 * gradient[0] - gradient[1])
    assert "all" in table.notes[0]
    assert "all" in e.tangent(1.0, 0.0).notes[0]


def test_names_of_the_function_are_those_of_the_table(function):
    assert function.adjoint().column("variable")[:6] == ["v₋₁", "v₀", "u", "a", "b", "f"]


def test_what_is_asked_wrongly():
    e = wg.explain(lambda x: 2 * x, np.ones(2))
    with pytest.raises(GraphError, match="seed"):
        e.adjoint()
    with pytest.raises(ShapeError):
        e.tangent(1.0)
