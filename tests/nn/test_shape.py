"""Flatten makes rows of features."""

import numpy as np

from wengert import nn


def test_images_become_rows():
    model = nn.Sequential(nn.Flatten(), nn.Linear(12, 1))
    assert model(np.ones((5, 3, 4), "float32")).shape == (5, 1)
    assert repr(model[0]) == "Flatten(start_dim=1, end_dim=-1)"
