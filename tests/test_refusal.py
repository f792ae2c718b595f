"""What an array library would not do is said in the library's words: given, expected, at, try."""

import numpy as np
import pytest

import wengert as wg
from wengert.arrays import jax_numpy
from wengert.errors import ArgumentError, ConcretizationError, DtypeError, ShapeError
from wengert.refusal import refusal


def test_inner_sizes_that_differ_are_called_so_on_both_libraries():
    for array, shape in ((array, s) for array in (np.ones, jax_numpy().ones) for s in ((4,), (5, 4))):
        with pytest.raises(ShapeError, match=r"^matmul: inner sizes differ") as caught:
            wg.matmul(array(shape), array((3, 2)))
        assert f"({shape}, (3, 2))" in str(caught.value)
        assert "expected  (*b, m, k), (*b, k, n) -> (*b, m, n)" in str(caught.value)


def test_shapes_that_do_not_broadcast():
    with pytest.raises(ShapeError, match=r"^add: shapes do not broadcast"):
        wg.add(np.ones(3), wg.tensor(np.ones(4)))


def test_a_singular_matrix_is_refused_for_its_value():
    with pytest.raises(ArgumentError, match="inv: ") as caught:
        wg.inv(np.zeros((2, 2)))
    assert "svdvals" in str(caught.value)


def test_a_type_nobody_computes_with():
    with pytest.raises(DtypeError, match="exp: "):
        wg.exp("tanh")


def test_an_unknown_value_inside_a_program():
    with pytest.raises(ConcretizationError, match="not known while compiling") as caught:
        wg.compile(lambda n: wg.zeros(3).reshape((n,)))(3)
    assert "at        test_refusal.py" in str(caught.value)


def test_our_own_errors_pass_unchanged():
    error = ShapeError("as it is")
    assert refusal(wg.matmul, error, [], {}) is error
