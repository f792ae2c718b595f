"""First-order optimization: pure updates that compose, and shells with PyTorch's arguments.

Knows gradients and parameters. Knows no model, no loss and no data.
"""

from wengert.optim.adam import Adam, AdamW, scale_by_adam
from wengert.optim.momentum import damped_momentum, momentum, nesterov
from wengert.optim.optimizer import Optimizer
from wengert.optim.sgd import SGD, Momentum
from wengert.optim.update import Update, chain, decayed, moved, scale, stateless

__all__ = [
    "SGD",
    "Adam",
    "AdamW",
    "Momentum",
    "Optimizer",
    "Update",
    "chain",
    "damped_momentum",
    "decayed",
    "momentum",
    "moved",
    "nesterov",
    "scale",
    "scale_by_adam",
    "stateless",
]
