"""Joining and splitting agree with NumPy and JAX and undo each other."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import wengert as wg
from wengert.arrays import jax_numpy
from wengert.errors import ArgumentError, ShapeError

jnp = jax_numpy()
A, B, C = np.arange(6.0).reshape(2, 3), np.ones((2, 2)) / 3, np.full((2, 3), 0.7)

CASES = {
    "concat": (lambda a, b: wg.concat([a, b, a], axis=1), lambda a, b: jnp.concatenate([a, b, a], 1), (A, B)),
    "concat flat": (lambda a, b: wg.concat([a, b], None), lambda a, b: jnp.concatenate([a, b], None), (A, B)),
    "stack": (lambda a, c: wg.stack([a, c], axis=-1), lambda a, c: jnp.stack([a, c], -1), (A, C)),
    "unstack": (lambda a: wg.unstack(a, 1), lambda a: [a[:, 0], a[:, 1], a[:, 2]], (A,)),
    "split": (lambda a: wg.split(a, [1, 2], 1), lambda a: jnp.split(a, [1, 2], 1), (A,)),
    "meshgrid": (
        lambda a, b: wg.meshgrid(a[0], b[0], a[1]),
        lambda a, b: jnp.meshgrid(a[0], b[0], a[1]),
        (A, B),
    ),
    "meshgrid ij": (
        lambda a, b: wg.meshgrid(a[0], b[0], indexing="ij"),
        lambda a, b: jnp.meshgrid(a[0], b[0], indexing="ij"),
        (A, B),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_agrees_with_jax(name, same_as_jax):
    ours, theirs, xs = CASES[name]
    same_as_jax(ours, theirs, *xs, compiled=True)


def test_single_precision_stays(stays_single):
    stays_single(lambda a, c: wg.concat([a, wg.stack([a[0], c[1]])]), A, C)


@given(st.integers(0, 6), st.lists(st.integers(-8, 8), max_size=4))
def test_cuts_are_those_of_numpy(n, cuts):
    x = np.arange(float(n))
    for ours, theirs in zip(wg.split(x, cuts), np.split(x, cuts), strict=True):
        np.testing.assert_array_equal(ours, theirs)


@given(st.integers(1, 4), st.integers(0, 3))
def test_equal_pieces_join_again(parts, each):
    x = np.arange(float(parts * each))
    pieces = wg.split(x, parts)
    assert len(pieces) == parts
    np.testing.assert_array_equal(wg.concat(pieces), x)


def test_a_constant_part_has_no_gradient_and_raw_parts_mix():
    f = lambda x: (wg.concat([np.ones(2), x, np.zeros(1)]) * np.arange(5.0)).sum()
    np.testing.assert_array_equal(wg.grad(f)(np.ones(2)), [2.0, 3.0])


def test_real_and_complex_parts_join():
    f = lambda x: wg.real(wg.concat([x, np.array([1j])]) * np.array([2.0, 1j])).sum()
    np.testing.assert_array_equal(wg.grad(f)(np.ones(1)), [2.0])


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: wg.concat([]), ArgumentError, "nothing to join"),
        (lambda: wg.stack([]), ArgumentError, "nothing to join"),
        (lambda: wg.concat([A, B]), ShapeError, "concatenate"),
        (lambda: wg.concat([A, A], axis=2), ShapeError, "concatenate"),
        (lambda: wg.stack([A, B]), ShapeError, "pile"),
        (lambda: wg.split(A, 2, axis=1), ShapeError, "no multiple"),
        (lambda: wg.split(A, 0), ShapeError, "no multiple"),
        (lambda: wg.unstack(A, 2), ShapeError, "unstack"),
        (lambda: wg.meshgrid(A[0], indexing="yx"), ArgumentError, "no such indexing"),
    ],
)
def test_what_does_not_fit_is_refused(call, error, words):
    with pytest.raises(error, match=words):
        call()
