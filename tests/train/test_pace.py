"""Pace: pieces of work fill their time, whatever the machine does."""

from wengert.train.pace import Pace


def test_the_first_piece_is_not_measured():
    pace = Pace(1.0)
    pace.note(1, 60.0)
    assert pace.batches() == 1
    pace.note(1, 0.01)
    assert pace.batches() == 100


def test_slow_batches_go_one_by_one():
    pace = Pace(0.25)
    for _ in range(3):
        pace.note(1, 9.0)
    assert pace.batches() == 1


def test_the_pace_follows_the_machine():
    pace = Pace(1.0)
    for _ in range(12):
        pace.note(10, 1.0)
    assert 9 <= pace.batches() <= 10
    for _ in range(12):
        pace.note(10, 2.0)
    assert 4 <= pace.batches() <= 5


def test_no_time_at_all_is_no_division_by_zero():
    pace = Pace(1.0)
    pace.note(1, 1.0)
    pace.note(1, 0.0)
    assert pace.batches() > 1
