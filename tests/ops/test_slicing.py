"""A part and its embedding are each other's adjoint, on both array libraries."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from wengert.arrays import jax_numpy
from wengert.ops.keys import plan
from wengert.ops.slicing import embed, part, subarray

SHAPE = (3, 4, 2)


@given(hnp.basic_indices(SHAPE, allow_newaxis=True, allow_ellipsis=True))
def test_embedding_is_the_adjoint_of_taking_a_part(index):
    x = np.random.default_rng(0).normal(size=SHAPE)
    key = plan(index, SHAPE).key
    taken = subarray(x, key=key)
    np.testing.assert_array_equal(taken, x[index])
    g = np.random.default_rng(1).normal(size=np.shape(taken))
    put = np.zeros(SHAPE)
    put[index] = g
    np.testing.assert_array_equal(embed(np.asarray(g), shape=SHAPE, key=key), put)
    np.testing.assert_array_equal(embed(jax_numpy().asarray(g), shape=SHAPE, key=key), put)


@given(st.integers(-6, 6), st.integers(-6, 6), st.integers(0, 2))
def test_a_part_along_an_axis_has_the_bounds_of_python(start, stop, axis):
    x = np.arange(24.0).reshape(SHAPE)
    index = (slice(None),) * axis + (slice(start, stop),)
    np.testing.assert_array_equal(part(x, axis, start, stop), x[index])
