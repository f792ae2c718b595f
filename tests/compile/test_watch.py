"""Watching: tensors from outside are noticed when they are read, and put back when they are changed."""

import jax
import numpy as np
import pytest

import wengert as wg
from wengert.compile.watch import Watch
from wengert.errors import GraphError
from wengert.step import mode


def test_what_is_read_is_captured_and_what_is_made_inside_is_not():
    outside, unread = wg.tensor(2.0), wg.tensor(3.0)
    with Watch([]) as watch:
        inside = wg.tensor(4.0)
        outside * inside
    assert [c.tensor is outside for c in watch.captured] == [True]
    assert float(unread) == 3


def test_state_is_not_captured():
    w = wg.tensor(2.0)
    with Watch([w]) as watch:
        w * 2.0
    assert watch.captured == []


def test_a_change_is_refused_and_undone_with_its_gradient():
    w, v = wg.tensor(2.0, requires_grad=True), wg.tensor(1.0)

    def traced(x):
        with Watch([]):
            (w * x).backward()
            v.value = x
        return x

    with pytest.raises(GraphError, match="changes a tensor that is not in its state") as caught:
        jax.jit(traced)(1.0)
    assert "2 of them" in str(caught.value)
    assert w.grad is None
    assert float(v) == 1


def test_an_error_inside_passes_and_still_everything_is_put_back():
    v = wg.tensor(1.0)

    def traced(x):
        with Watch([]):
            v.value = x
            raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        jax.jit(traced)(1.0)
    assert float(v) == 1
    assert (mode.observer, mode.compiling) == (None, None)


def test_an_outer_observer_sees_the_steps_too():
    seen = []
    before, mode.observer = mode.observer, lambda *line: seen.append(line[0].primitive.name)
    try:
        with Watch([]):
            wg.tensor(np.ones(2)) * 2.0
    finally:
        mode.observer = before
    assert seen == ["multiply"]


def test_generators_made_inside_may_stand_still():
    outside = wg.random.Generator(0)
    with Watch([]):
        wg.random.Generator(0).normal()
        with pytest.raises(GraphError, match="draws from a random generator"):
            outside.normal()
