"""Recording: the two switches are told apart, and the numbers are those of the list."""

import numpy as np

import wengert as wg
from wengert import losses, nn


def test_numbers_and_layers_that_change():
    model = nn.Sequential(nn.Linear(2, 2), nn.Dropout(0.5), nn.Linear(2, 1))
    e = wg.explain(model, np.ones((1, 2), "float32"), target=np.ones((1, 1), "float32"), loss=losses.MSELoss())
    table = e.recording()
    assert len(table) == 11
    assert "model.1 (Dropout)" in table.cell("layers that change with the mode", "training")
    assert table.cell("saved for the backward pass", "training") == f"{e.trace.saved().total} bytes"
    assert table.cell("switch for recording", "inference") == "wg.no_grad()"
    assert table.cell("gradients", "training") == "36 bytes in .grad"
