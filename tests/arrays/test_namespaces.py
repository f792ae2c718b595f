"""Which array library a value belongs to; JAX is never imported for someone who has not asked."""

import subprocess
import sys

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from wengert.arrays.namespaces import is_array, is_traced, jax_numpy, namespace, to_numpy


@pytest.mark.parametrize("value", [1, 1.5, True, 2j, np.float32(1), np.ones(3), [1.0], None])
def test_plain_values_belong_to_numpy(value):
    assert namespace(value) is np
    assert not is_traced(value)


def test_one_jax_array_decides():
    assert namespace(1.0, np.ones(2), jnp.ones(2)) is jnp


def test_a_tracer_is_jax_and_traced():
    seen = []
    jax.jit(lambda x: seen.append((namespace(x) is jnp, is_traced(x), is_array(x))) or x)(1.0)
    assert seen == [(True, True, True)]


@pytest.mark.parametrize(
    ("value", "answer"), [(1.5, True), (np.ones(2), True), (jnp.ones(2), True), ("x", False), ([1], False)]
)
def test_arrays_and_numbers_are_arrays(value, answer):
    assert is_array(value) is answer


def test_float64_survives_in_jax():
    assert jax_numpy().asarray(np.float64(1)).dtype == np.float64


def test_float32_stays_float32_in_jax():
    xp = jax_numpy()
    assert (xp.asarray(np.float32(1)) * 2.5 + 1).dtype == np.float32


def test_conversion_to_numpy_copies_only_what_it_must():
    x = np.ones(2)
    assert to_numpy(x) is x
    assert to_numpy(jnp.ones(2)).tolist() == [1, 1]


def test_asking_about_a_numpy_array_does_not_import_jax():
    code = """
import sys, numpy
from wengert.arrays.namespaces import is_array, is_traced, namespace
x = numpy.ones(2)
namespace(x), namespace("other"), is_traced(x), is_array("x")
sys.exit("jax" in sys.modules)
"""
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
