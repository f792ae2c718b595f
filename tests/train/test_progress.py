"""The bar on a terminal, and lines where there is none."""

import io

import numpy as np
from rich.console import Console

from wengert.train import History, Position, Run
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


def test_a_stream_tells_how_far_it_is_if_it_knows():
    for samples, told in ((200, "50 %"), (None, "100 samples")):
        out = io.StringIO()
        bar = ProgressBar(Console(file=out, force_terminal=True, width=120, color_system=None))
        run = Run(None, None, History(), 2, samples)
        bar.on_start(run)
        run.position = Position(np.arange(64), 36, {"loss": 50.0}, before=64)
        bar.on_piece(run)
        bar.on_end(run)
        assert f"loss 0.5000  {told}" in out.getvalue()
