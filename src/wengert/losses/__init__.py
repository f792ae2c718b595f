"""Objectives: functions from an output and a target to one number, and the same as objects.

Knows operations. Knows no network and no optimizer.
"""

from wengert.losses.classification import (
    BCEWithLogitsLoss,
    CrossEntropyLoss,
    NLLLoss,
    bce_with_logits,
    cross_entropy,
    nll_loss,
)
from wengert.losses.loss import Loss
from wengert.losses.regression import MSELoss, mse_loss

__all__ = [
    "BCEWithLogitsLoss",
    "CrossEntropyLoss",
    "Loss",
    "MSELoss",
    "NLLLoss",
    "bce_with_logits",
    "cross_entropy",
    "mse_loss",
    "nll_loss",
]
