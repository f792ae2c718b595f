"""The bar on a terminal, and lines where there is none."""

import io

from rich.console import Console

from wengert.train import History, Run
from wengert.train.progress import ProgressBar, described

ROW = {"epoch": 1, "loss": 0.25, "accuracy": 0.875, "seconds": 1.0, "samples_per_second": 1234.0}


def shown(terminal, epochs):
    out = io.StringIO()
    bar = ProgressBar(Console(file=out, force_terminal=terminal, width=120, color_system=None))
    run = Run(None, None, History(), epochs, 1)
    bar.on_start(run)
    for _ in range(epochs):
        run.history.append(ROW)
        bar.on_epoch(run)
    bar.on_end(run)
    return out.getvalue()


def test_a_terminal_gets_a_bar():
    text = shown(True, 3)
    assert "3/3" in text
    for part in ("loss 0.2500", "accuracy 87.5 %", "1,234 samples/s"):
        assert part in text


def test_a_file_gets_ten_lines():
    lines = shown(False, 40).splitlines()
    assert len(lines) == 10
    assert lines[0] == "epoch 4/40  loss 0.2500  accuracy 87.5 %  1,234 samples/s"


def test_numbers_that_nobody_watches_are_left_out():
    assert described(ROW) == "loss 0.2500  accuracy 87.5 %"
