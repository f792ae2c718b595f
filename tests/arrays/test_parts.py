"""Parts of programs: traced once for each shape, whoever calls them."""

import numpy as np
import pytest

from wengert.arrays.parts import part

jax = pytest.importorskip("jax")


def test_a_part_is_traced_once_for_each_shape():
    seen = []

    @part
    def double(x):
        seen.append(x.shape)
        return 2 * x

    for size in (2, 3, 2):
        for _ in range(2):
            np.testing.assert_array_equal(jax.jit(lambda x: double(x + 1) + double(x))(np.ones(size)), [6.0] * size)
    assert seen == [(2,), (3,)]


def test_a_part_keeps_the_name_and_the_text_of_its_function():
    @part
    def named(x):
        """Itself."""
        return x

    assert (named.__name__, named.__doc__) == ("named", "Itself.")
