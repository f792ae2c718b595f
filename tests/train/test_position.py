"""Positions: what is written is what is read."""

import numpy as np

from wengert.train.position import Position


def test_a_position_survives_being_written():
    there = Position(np.array([2, 0, 1], np.int32), 2, {"loss": np.float32(0.3), "accuracy": np.float32(2)})
    arrays = {"model.weight": np.ones(2), **there.arrays()}
    back = Position.from_arrays(arrays)
    assert back.order.tolist() == [2, 0, 1]
    assert back.order.dtype == np.int32
    assert (back.done, back.sums) == (2, there.sums)
    assert back.means() == {"loss": float(np.float32(0.3)) / 2, "accuracy": 1.0}


def test_no_position_is_found_where_none_was_written():
    assert Position.from_arrays({"model.weight": np.ones(2)}) is None


def test_an_epoch_is_entered_once_it_has_begun_and_left_when_it_is_over():
    order = np.arange(4, dtype=np.int32)
    assert [Position(order, done).within for done in (0, 2, 4)] == [False, True, False]


def test_what_came_in_earlier_portions_is_remembered():
    first = Position(np.arange(8, dtype=np.int32), 8, {"loss": np.float32(16)})
    second = first.after(np.arange(4, dtype=np.int32))
    assert (second.before, second.done, second.seen, second.means()) == (8, 0, 8, {"loss": 2.0})
    assert Position.from_arrays(second.arrays()).before == 8
