"""Loading is all or nothing, and long lists of names are cut."""

import numpy as np
import pytest

from wengert.errors import ArgumentError, ShapeError
from wengert.nn.state import load
from wengert.tensor import Tensor


def test_values_are_cast_and_copied():
    slot, array = Tensor(np.zeros(2, "float32")), np.ones(2)
    load({"w": slot}, {"w": array}, True, "model")
    array[:] = 3
    assert slot.dtype == np.float32
    assert slot.tolist() == [1.0, 1.0]


def test_many_missing_names_are_counted():
    slots = {f"layer{k}": Tensor(np.zeros(1)) for k in range(20)}
    with pytest.raises(ArgumentError, match="and 12 more"):
        load(slots, {}, True, "model")


def test_a_wrong_shape_changes_nothing_else():
    slots = {"a": Tensor(np.zeros(1)), "b": Tensor(np.zeros(1))}
    with pytest.raises(ShapeError, match=r"b: \(2,\) for \(1,\)"):
        load(slots, {"a": np.ones(1), "b": np.ones(2)}, True, "model")
    assert slots["a"].tolist() == [0.0]
