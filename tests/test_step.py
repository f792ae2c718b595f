"""Steps are numbered in the order they are made; modes are restored whatever happens, and belong to one thread."""

import threading

import pytest

import wengert as wg
from wengert.step import mode, now, observed, set_recording


def test_a_later_step_has_a_greater_number():
    since = now()
    x = wg.tensor(2.0, requires_grad=True)
    y = wg.sin(x)
    z = y * y
    assert since < x.step.number < y.step.number < z.step.number < now()


def test_a_step_knows_its_inputs_and_its_name_in_pytorch():
    x = wg.tensor(2.0, requires_grad=True)
    out = wg.sin(x) + 1.0
    assert out.step.node == out.step.name() == "AddBackward0"
    assert repr(out.step) == "<AddBackward0>"
    (sine, _), (constant, _) = out.step.next_functions
    assert sine.node == "SinBackward0"
    assert constant is None


def test_what_is_not_recorded_has_no_step():
    x = wg.tensor(2.0, requires_grad=True)
    with set_recording(False):
        y = wg.sin(x)
        with set_recording(True):
            z = wg.sin(x)
    assert y.step is None
    assert z.step is not None
    assert mode.recording


def test_recording_is_restored_after_an_error():
    with pytest.raises(ZeroDivisionError), set_recording(False):
        raise ZeroDivisionError
    assert mode.recording


def test_an_observer_sees_every_step_in_order_and_is_gone_after_an_error():
    seen = []
    x = wg.tensor(2.0, requires_grad=True)

    def record_and_fail():
        with observed(lambda step, args, out: seen.append(step.primitive.name)):
            wg.sin(x) * x / {}["missing"]

    with pytest.raises(KeyError):
        record_and_fail()
    wg.cos(x)
    assert seen == ["sin", "multiply"]
    assert mode.observer is None


def test_the_mode_of_one_thread_is_not_that_of_another():
    seen = []
    with set_recording(False):
        thread = threading.Thread(target=lambda: seen.append(mode.recording))
        thread.start()
        thread.join()
    assert seen == [True]
