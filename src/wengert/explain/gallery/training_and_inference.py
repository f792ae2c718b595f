"""The same network in training and in inference: what is recorded, what is kept, and what differs in its values.

Shows two switches that are often taken for one: recording or not, and layers that behave as in training or not.
Table T-20. Errata: ERR-13.
"""

import numpy as np

import wengert as wg
from wengert import nn

NOTES = (
    "`no_grad` stops recording and leaves layers as they are; `eval()` changes how dropout and batch"
    " normalization behave and leaves recording on. Values differ between the two only where such layers are.",
)


def model():
    wg.manual_seed(0)
    return nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.ReLU(), nn.Linear(4, 1))


def explanation():
    x = np.linspace(-1, 1, 12, dtype="float32").reshape(4, 3)
    return wg.explain(model(), x, target=np.ones((4, 1), "float32"), loss=wg.losses.MSELoss())


def tables(e):
    return [e.recording(), e.memory()]
