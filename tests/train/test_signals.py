"""Signals: the first one waits for the epoch, the second one does not, and both mean again what they meant before."""

import signal
import threading

import pytest

from wengert.train import History, Run
from wengert.train.signals import stopping


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_first_signal_ends_the_run_after_the_epoch(number):
    run = Run(None, None, History(), 1, 1)
    before = signal.getsignal(number)
    with stopping() as watch:
        watch.on_epoch(run)
        assert run.stop is None
        signal.raise_signal(number)
        watch.on_epoch(run)
    assert run.stop == watch.received == number.name
    assert signal.getsignal(number) is before


def test_the_second_signal_is_an_interrupt():
    def twice():
        with stopping():
            signal.raise_signal(signal.SIGINT)
            signal.raise_signal(signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        twice()


def test_other_threads_are_left_alone():
    seen = []

    def work():
        with stopping() as watch:
            seen.append((watch.received, signal.getsignal(signal.SIGINT)))

    thread = threading.Thread(target=work)
    before = signal.getsignal(signal.SIGINT)
    thread.start()
    thread.join()
    assert seen == [(None, before)]
