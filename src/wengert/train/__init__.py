"""Training: the loop, what is measured on the way, and what is left behind.

Knows models, losses, optimizers and data. Knows no terminal.
"""

from wengert.train.callbacks import AfterEpoch, Callback, EarlyStopping
from wengert.train.checkpoint import load_arrays, load_checkpoint, save_arrays, save_checkpoint
from wengert.train.fit import Run, fit
from wengert.train.history import History
from wengert.train.metrics import absolute_error, accuracy, confusion

__all__ = [
    "AfterEpoch",
    "Callback",
    "EarlyStopping",
    "History",
    "Run",
    "absolute_error",
    "accuracy",
    "confusion",
    "fit",
    "load_arrays",
    "load_checkpoint",
    "save_arrays",
    "save_checkpoint",
]
