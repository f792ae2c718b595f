"""Learning rates over time as objects with PyTorch's names, arguments and methods.

Knows optimizers. Each is a schedule of `wengert.optim` around a count; `lr=schedule` does without the object.
"""

from wengert.optim.lr_scheduler.base import LambdaLR, LRScheduler, MultiplicativeLR
from wengert.optim.lr_scheduler.combined import ChainedScheduler, SequentialLR
from wengert.optim.lr_scheduler.falling import (
    ConstantLR,
    ExponentialLR,
    LinearLR,
    MultiStepLR,
    PolynomialLR,
    StepLR,
)
from wengert.optim.lr_scheduler.plateau import ReduceLROnPlateau
from wengert.optim.lr_scheduler.waves import CosineAnnealingLR, CosineAnnealingWarmRestarts, CyclicLR, OneCycleLR

__all__ = [
    "ChainedScheduler",
    "ConstantLR",
    "CosineAnnealingLR",
    "CosineAnnealingWarmRestarts",
    "CyclicLR",
    "ExponentialLR",
    "LRScheduler",
    "LambdaLR",
    "LinearLR",
    "MultiStepLR",
    "MultiplicativeLR",
    "OneCycleLR",
    "PolynomialLR",
    "ReduceLROnPlateau",
    "SequentialLR",
    "StepLR",
]
