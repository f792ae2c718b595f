"""New tensors have the values and dtypes of NumPy, and are constants unless asked."""

import numpy as np
import pytest

import wengert as wg
from wengert.arrays import jax_numpy
from wengert.errors import ArgumentError, ShapeError

CASES = {
    "zeros": (lambda: wg.zeros((2, 3)), np.zeros((2, 3))),
    "zeros int": (lambda: wg.zeros(2, "int32"), np.zeros(2, "int32")),
    "ones": (lambda: wg.ones((2, 0)), np.ones((2, 0))),
    "full": (lambda: wg.full((2,), 7), np.full((2,), 7)),
    "full float": (lambda: wg.full((), 0.5, "float32"), np.float32(0.5)),
    "empty": (lambda: wg.empty(3), np.zeros(3)),
    "eye": (lambda: wg.eye(2, 3, k=1), np.eye(2, 3, 1)),
    "eye float32": (lambda: wg.eye(2, dtype="float32"), np.eye(2, dtype="float32")),
    "arange": (lambda: wg.arange(1, 2, 0.25), np.arange(1, 2, 0.25)),
    "arange int": (lambda: wg.arange(4), np.arange(4)),
    "arange down": (lambda: wg.arange(4, 0, -1, dtype="float64"), np.arange(4.0, 0, -1)),
    "linspace": (lambda: wg.linspace(0, 1, 5, endpoint=False), np.linspace(0, 1, 5, endpoint=False)),
    "zeros_like": (lambda: wg.zeros_like(np.ones(2, "float32")), np.zeros(2, "float32")),
    "ones_like": (lambda: wg.ones_like(wg.tensor([1, 2]), "float64"), np.ones(2)),
    "full_like": (lambda: wg.full_like(np.ones(2), 5), np.full(2, 5.0)),
    "empty_like": (lambda: wg.empty_like(np.ones(2)), np.zeros(2)),
    "asarray": (lambda: wg.asarray([[1, 2]], "float32"), np.array([[1, 2]], "float32")),
    "as_tensor": (lambda: wg.as_tensor(2.5), np.float64(2.5)),
    "from_numpy": (lambda: wg.from_numpy(np.arange(3)), np.arange(3)),
}


@pytest.mark.parametrize("name", CASES)
def test_values_and_dtypes_are_those_of_numpy(name):
    make, want = CASES[name]
    made = make()
    assert isinstance(made, wg.Tensor)
    assert made.step is None
    assert made.dtype == want.dtype
    np.testing.assert_array_equal(made.numpy(), want)


def test_a_tensor_stays_itself_and_a_change_of_dtype_is_recorded():
    x = wg.tensor(np.ones(2), requires_grad=True)
    assert wg.asarray(x) is x
    wg.asarray(x, "float32").sum().backward()
    assert x.grad.dtype == np.float64
    assert x.grad.tolist() == [1.0, 1.0]


def test_leaves_can_be_made_at_once():
    w = wg.zeros(2, requires_grad=True)
    (w * 3).sum().backward()
    assert w.grad.tolist() == [3.0, 3.0]


def test_what_is_like_a_jax_array_is_one():
    jnp = jax_numpy()
    assert not isinstance(wg.zeros_like(jnp.ones(2)).value, np.ndarray)


def test_sweeps_reach_the_bounds_of_linspace():
    f = lambda a, b: (wg.linspace(a, b, 3) * np.array([1.0, 10.0, 100.0])).sum()
    assert [float(g) for g in wg.grad(f, (0, 1))(0.0, 1.0)] == [6.0, 105.0]
    assert wg.linspace(wg.tensor(0.0), 1, 3, dtype="float32").dtype == np.float32


def test_arrays_are_copied():
    source = np.ones(2)
    made = wg.from_numpy(source)
    source[0] = 5
    assert made.tolist() == [1.0, 1.0]


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: wg.zeros(-1), ShapeError, "not negative"),
        (lambda: wg.ones((2.5, None)), ShapeError, "made of integers"),
        (lambda: wg.eye(-2), ShapeError, "not negative"),
        (lambda: wg.arange(0, 1, 0), ArgumentError, "a step of 0"),
        (lambda: wg.linspace(0, 1, -1), ArgumentError, "negative number"),
    ],
)
def test_what_makes_no_sense_is_refused(call, error, words):
    with pytest.raises(error, match=words):
        call()
