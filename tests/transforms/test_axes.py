"""Batch axes: every way to say them, and what does not fit."""

import dataclasses

import numpy as np
import pytest

from wengert import tree
from wengert.errors import ArgumentError, ShapeError
from wengert.transforms.axes import axes_like, axes_of_leaves, batch_size


@dataclasses.dataclass
class Pair:
    a: object
    b: object


ARGS = ({"x": 1.0, "y": [2.0, 3.0]}, 4.0)


@pytest.mark.parametrize(
    ("in_axes", "expected"),
    [
        (0, [0, 0, 0, 0]),
        (None, [None] * 4),
        ((1, None), [1, 1, 1, None]),
        ([1, None], [1, 1, 1, None]),
        (({"x": 0, "y": None}, -1), [0, None, None, -1]),
        (({"y": [2, None], "x": 0}, -1), [0, 2, None, -1]),
    ],
)
def test_axes_are_given_for_all_for_each_or_in_a_nest(in_axes, expected):
    assert axes_of_leaves(in_axes, ARGS) == expected


def test_a_dataclass_of_axes_fits_a_dataclass():
    assert axes_like(Pair(0, None), tree.flatten(Pair(1.0, (2.0, 3.0)))[1]) == [0, None, None]


@pytest.mark.parametrize("wrong", [(0,), (0, 0, 0), "x", {"x": 0}])
def test_one_entry_for_each_argument(wrong):
    with pytest.raises(ArgumentError, match="not one entry for each argument"):
        axes_of_leaves(wrong, ARGS)


@pytest.mark.parametrize("wrong", [{"x": 0}, {"x": 0, "z": 0}, (0,), "xy", Pair])
def test_the_nest_must_fit_the_containers(wrong):
    with pytest.raises(ArgumentError, match="do not fit the containers"):
        axes_like(wrong, tree.flatten(ARGS[0])[1])


def test_sizes_agree():
    assert batch_size([np.ones((2, 3)), np.ones(3), 1.0], [-1, 0, None]) == 3
    with pytest.raises(ShapeError, match="batch sizes differ"):
        batch_size([np.ones(2), np.ones(3)], [0, 0])
    with pytest.raises(ShapeError, match="no argument is batched"):
        batch_size([np.ones(2)], [None])
    with pytest.raises(ShapeError, match="no such axis"):
        batch_size([np.ones(2)], [1])
