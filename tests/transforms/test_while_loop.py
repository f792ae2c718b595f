"""while_loop: forward mode always, reverse where the number of turns is known or bounded."""

import jax
import numpy as np
import pytest

from wengert import ops
from wengert.arrays import jax_numpy
from wengert.errors import ArgumentError, DtypeError, GraphError, ShapeError
from wengert.transforms.forward import jvp
from wengert.transforms.reverse import grad
from wengert.transforms.vmap import vmap
from wengert.transforms.while_loop import while_loop

jnp = jax_numpy()


def power_above(x, limit=50.0, **options):
    """The first power of x that reaches the limit."""
    return while_loop(lambda c: c[0] < limit, lambda c: (c[0] * x, c[1] + 1), (1.0, 0), **options)[0]


bounded = lambda x: power_above(x, max_steps=9)


def test_values_and_the_number_of_turns():
    assert while_loop(lambda c: c[0] < 50.0, lambda c: (c[0] * 3.0, c[1] + 1), (1.0, 0)) == (81.0, 4)
    assert while_loop(lambda c: c < 0.0, lambda c: c + 1.0, 3.0) == 3.0


def test_reverse_when_values_are_known():
    assert (grad(power_above)(3.0), grad(grad(power_above))(3.0)) == (108.0, 108.0)


def test_forward_always():
    assert jvp(power_above, (3.0,), (1.0,)) == (81.0, 108.0)
    assert tuple(map(float, jax.jit(lambda x: jvp(power_above, (x,), (1.0,)))(3.0))) == (81.0, 108.0)
    second = lambda x: jvp(lambda y: jvp(power_above, (y,), (1.0,))[1], (x,), (1.0,))[1]
    assert (second(3.0), float(jax.jit(second)(3.0))) == (108.0, 108.0)


def test_reverse_of_a_compiled_loop_names_the_way_out():
    with pytest.raises(GraphError, match="while_loop: cannot be swept in reverse") as caught:
        jax.jit(grad(power_above))(3.0)
    assert "max_steps" in str(caught.value)
    assert "scan" in str(caught.value)


def test_a_bounded_loop_goes_both_ways_in_both_modes():
    for transform in (lambda f: f, jax.jit):
        assert float(transform(bounded)(3.0)) == 81.0
        assert float(transform(grad(bounded))(3.0)) == 108.0
        assert float(transform(grad(grad(bounded)))(3.0)) == 108.0
        assert float(transform(lambda x: jvp(grad(bounded), (x,), (1.0,))[1])(3.0)) == 108.0


def test_turns_after_the_end_leak_nothing():
    # The step is infinite where the loop has stopped: at 0.
    f = lambda x: while_loop(lambda c: c > 0.0, lambda c: c - ops.sqrt(c) / ops.sqrt(c), x, max_steps=6)
    assert (f(3.0), grad(f)(3.0), float(jax.jit(grad(f))(3.0))) == (0.0, 1.0, 1.0)


def test_a_bound_that_is_too_small_stops():
    assert power_above(3.0, max_steps=2) == 9.0


def test_batches_go_on_until_the_last_is_done():
    xs = np.array([2.0, 3.0, 7.0])
    np.testing.assert_allclose(vmap(power_above)(xs), [64.0, 81.0, 343.0])
    np.testing.assert_allclose(vmap(lambda x: jvp(power_above, (x,), (1.0,))[1])(xs), [192.0, 108.0, 147.0])
    np.testing.assert_allclose(vmap(grad(bounded))(xs), [192.0, 108.0, 147.0])
    limits = np.array([5.0, 50.0])
    np.testing.assert_allclose(vmap(lambda limit: power_above(2.0, limit))(limits), [8.0, 64.0])


def test_parameters_of_the_condition_have_no_derivative():
    assert grad(lambda limit: power_above(3.0, limit))(50.0) == 0.0
    assert jvp(lambda limit: power_above(3.0, limit), (50.0,), (1.0,))[1] == 0.0


def test_refusals():
    with pytest.raises(DtypeError, match="while_loop: the predicate must be a boolean"):
        while_loop(lambda c: c, lambda c: c, 1.0)
    with pytest.raises(ShapeError, match="while_loop: the predicate must be one boolean"):
        while_loop(lambda c: c > 0, lambda c: c, np.ones(2))
    with pytest.raises(ArgumentError, match="while_loop: the condition returns several values"):
        while_loop(lambda c: (c > 0, c < 0), lambda c: c, 1.0)
    with pytest.raises(ShapeError, match="while_loop: the carry changes its shape"):
        while_loop(lambda c: c.sum() < 9, lambda c: c * np.ones(2), 1.0)
