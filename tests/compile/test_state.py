"""State: which tensors a compiled step carries, and how their values are swapped."""

import dataclasses

import jax.numpy as jnp
import numpy as np
import pytest

from wengert.compile.state import StateHolder, given, state_tensors, values_in, walk
from wengert.errors import ArgumentError
from wengert.tensor import Tensor


class Holder:
    def __init__(self, *tensors):
        self.tensors = tensors

    def state_tensors(self):
        return list(self.tensors)


class Keyed(Holder):
    def state_key(self):
        return "training"


@dataclasses.dataclass
class Pair:
    a: Tensor
    b: Tensor


def test_tensors_are_found_in_any_nest_each_once_and_in_order():
    a, b, c, d = (Tensor(float(k)) for k in range(4))
    found = state_tensors((b, {"x": [a, b], "y": Holder(c, a)}, Pair(d, a), None))
    assert [id(t) for t in found] == [id(t) for t in (b, a, c, d)]
    assert isinstance(Holder(), StateHolder)


def test_keys_of_holders_come_along():
    assert walk([Keyed(), Holder(), {"m": Keyed()}]) == ([], ("training", "training"))


@pytest.mark.parametrize("wrong", [3, "model", [Tensor(1.0), 2.0], Pair(Tensor(1.0), 2.0)])
def test_other_things_are_refused(wrong):
    with pytest.raises(ArgumentError, match="state must hold tensors"):
        state_tensors(wrong)


def test_values_that_somebody_else_holds_are_copied():
    own, shared = Tensor(jnp.ones(2)), Tensor(jnp.ones(2))
    held = shared.value
    values = given([own, shared, Tensor(np.ones(2))])
    assert values[0] is own.value
    assert values[1] is not held
    np.testing.assert_array_equal(values[1], held)


def test_what_tensors_held_comes_back_after_an_exception():
    t = Tensor(np.ones(2))
    before, g = t.value, Tensor(np.zeros(2))
    t._grad = g

    def fail():
        with values_in([t], [np.zeros(2)], [None]):
            assert t._grad is None
            t.value = t.value + 5
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError, match="stop"):
        fail()
    assert t.value is before
    assert t._grad is g
