"""What kind of number a dtype holds, the extension dtypes of JAX included."""

import jax.numpy as jnp
import numpy as np
import pytest

from wengert.arrays.dtypes import dtype_of, is_complex, is_floating, real_dtype


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (True, "bool"),
        (1, "int64"),
        (1.5, "float64"),
        (1j, "complex128"),
        (np.float32(1), "float32"),
        (np.zeros(2, "int8"), "int8"),
        (jnp.zeros(2, "bfloat16"), "bfloat16"),
    ],
)
def test_everything_with_a_number_in_it_has_a_dtype(value, name):
    assert dtype_of(value) == np.dtype(name)


@pytest.mark.parametrize(
    "name", ["float16", "bfloat16", "float32", "float64", "complex64", "complex128", "float8_e5m2"]
)
def test_real_and_complex_floating_have_derivatives(name):
    assert is_floating(jnp.dtype(name))


@pytest.mark.parametrize("name", ["bool", "int8", "int64", "uint32", "U3", "datetime64[s]"])
def test_nothing_else_has(name):
    assert not is_floating(np.dtype(name))


@pytest.mark.parametrize(
    ("name", "real"), [("complex64", "float32"), ("complex128", "float64"), ("float32", "float32")]
)
def test_the_real_dtype_keeps_the_precision(name, real):
    assert real_dtype(np.dtype(name)) == np.dtype(real)
    assert is_complex(np.dtype(name)) == (name != real)
