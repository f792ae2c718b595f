"""Straight-line programs: the list written out as Python computes what the function computes."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import wengert as wg
from wengert.errors import ConcretizationError


def half_square(x1, x2):
    v7 = x1 * wg.exp(x2) + wg.cos(x1 * x2)
    return v7 * v7 * 0.5


@given(st.floats(-2, 2), st.floats(-2, 2))
def test_a_scalar_gradient_equals_the_eager_one(a, b):
    program = wg.straight_line(wg.grad(half_square, (0, 1)), 0.5, 0.5)
    np.testing.assert_allclose(program(a, b), wg.grad(half_square, (0, 1))(a, b), rtol=1e-13, atol=1e-13)


def test_the_descent_of_experiment_two_ends_where_it_must():
    # 5,000 steps from (0.5, 0.5) with rate 1e-3 drive v7 to 0 (GV-026).
    gradient = wg.straight_line(wg.grad(half_square, (0, 1)), 0.5, 0.5)
    x1, x2 = 0.5, 0.5
    for _ in range(5000):
        g1, g2 = gradient(x1, x2)
        x1, x2 = x1 - 1e-3 * g1, x2 - 1e-3 * g2
    assert (round(x1, 5), round(x2, 5)) == (-0.55472, 0.54318)


def test_arrays_containers_captures_and_several_outputs():
    rng = np.random.default_rng(0)
    data, weight = rng.normal(size=(5, 3)), wg.tensor(rng.normal(size=(3, 4)), requires_grad=True)

    def f(p):
        out = wg.tanh(data @ weight * p["scale"])
        return {"loss": (out * out).sum(axis=0), "top": wg.where(out > 0, out, 0.0).max()}

    p = {"scale": np.array(0.7)}
    program = wg.straight_line(f, p)
    for name, value in f(p).items():
        np.testing.assert_allclose(program(p)[name], value.value, rtol=1e-14)
    weight.value = weight.value * 2
    np.testing.assert_allclose(program(p)["loss"], f(p)["loss"].value, rtol=1e-14)


def test_parts_of_a_tuple():
    a = np.array([[2.0, 1.0], [1.0, 3.0]])
    program = wg.straight_line(lambda m: wg.eigh(m)[0].sum(), a)
    assert float(program(a)) == pytest.approx(5.0)


def test_poles_and_overflow_answer_as_numpy_does():
    quotient = wg.straight_line(lambda x, y: wg.log(x) / y + wg.exp(x), 1.0, 1.0)
    with np.errstate(all="ignore"):
        expected = np.log(np.float64(0)) / np.float64(0) + 1
    assert quotient(0.0, 0.0) == expected
    assert quotient(1e4, 1.0) == math.inf


def test_the_source_can_be_read():
    source = wg.straight_line(wg.grad(lambda x: x * x), 3.0).source
    assert source.startswith("def straight_line(x1):\n")
    assert "return" in source


def test_decisions_on_values_are_refused():
    with pytest.raises(ConcretizationError):
        wg.straight_line(lambda x: x if x > 0 else -x, 1.0)
