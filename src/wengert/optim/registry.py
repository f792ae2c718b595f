"""OPTIMIZERS: every method by name, with what it is good for.

Knows the shells and advice about them, as data. Builds nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from wengert.errors import unknown
from wengert.optim.adadelta import Adadelta
from wengert.optim.adagrad import Adagrad
from wengert.optim.adam import Adam, AdamW
from wengert.optim.adamax import Adamax
from wengert.optim.amsgrad import AMSGrad
from wengert.optim.lamb import LAMB
from wengert.optim.lars import LARS
from wengert.optim.lion import Lion
from wengert.optim.muon import Muon
from wengert.optim.nadam import NAdam
from wengert.optim.optimizer import Optimizer
from wengert.optim.radam import RAdam
from wengert.optim.rmsprop import RMSprop
from wengert.optim.schedule_free import AdamWScheduleFree, SGDScheduleFree
from wengert.optim.sgd import SGD, Momentum
from wengert.optim.shampoo import Shampoo
from wengert.optim.soap import SOAP


@dataclass(frozen=True)
class Advice:
    """What a method is good for.

    Attributes:
        use: Where it is usual.
        strengths: What speaks for it.
        weaknesses: What speaks against it.
        memory: Numbers of state for each number of a parameter, about.
    """

    use: str
    strengths: str
    weaknesses: str
    memory: float


OPTIMIZERS: dict[str, type[Optimizer]] = {
    "adadelta": Adadelta,
    "adagrad": Adagrad,
    "adam": Adam,
    "adamax": Adamax,
    "adamw": AdamW,
    "adamw_schedule_free": AdamWScheduleFree,
    "amsgrad": AMSGrad,
    "lamb": LAMB,
    "lars": LARS,
    "lion": Lion,
    "momentum": Momentum,
    "muon": Muon,
    "nadam": NAdam,
    "radam": RAdam,
    "rmsprop": RMSprop,
    "sgd": SGD,
    "sgd_schedule_free": SGDScheduleFree,
    "shampoo": Shampoo,
    "soap": SOAP,
}

ADVICE: dict[str, Advice] = {
    "adadelta": Advice("no learning rate to choose", "steps in the parameters' own unit", "starts slowly", 2),
    "adagrad": Advice("sparse features", "rare coordinates take large steps", "the steps only ever shrink", 1),
    "adam": Advice(
        "a first try on almost anything", "little to tune, robust to scale", "L2 decay acts unevenly; more memory", 2
    ),
    "adamax": Advice("gradients with rare large values", "bounded steps without a root", "rarely better than Adam", 2),
    "adamw": Advice(
        "transformers, and most networks today", "decay acts on every weight alike", "two moments to keep", 2
    ),
    "adamw_schedule_free": Advice(
        "when the number of steps is not known", "no decreasing schedule", "judge and save after eval()", 2
    ),
    "amsgrad": Advice("where Adam does not converge", "steps never grow again", "one more moment; often no gain", 3),
    "lamb": Advice("very large batches", "steps in proportion to each layer", "no gain with small batches", 2),
    "lars": Advice("large batches, convolutional networks", "steps in proportion to each layer", "needs a warm-up", 1),
    "lion": Advice("large models, large batches", "half of Adam's memory", "smaller learning rate, larger decay", 1),
    "momentum": Advice("smooth problems, teaching", "damps oscillation", "one more constant to choose", 1),
    "muon": Advice(
        "hidden matrices of large networks", "all directions of a matrix move alike", "embeddings and heads by AdamW", 1
    ),
    "nadam": Advice("recurrent networks", "looks ahead", "one more constant to choose", 2),
    "radam": Advice("training without a warm-up", "waits until moments can be trusted", "slow first steps", 2),
    "rmsprop": Advice(
        "recurrent networks, non-stationary problems", "forgets old gradients", "no correction at start", 1
    ),
    "sgd": Advice(
        "convolutional networks with a schedule",
        "least memory, often generalises well",
        "slow, oscillates in valleys",
        0,
    ),
    "sgd_schedule_free": Advice(
        "when the number of steps is not known", "no decreasing schedule", "judge and save after eval()", 1
    ),
    "shampoo": Advice("matrices with correlated rows", "few steps", "roots of matrices: costly for wide layers", 3),
    "soap": Advice("few steps matter more than their cost", "Adam along the curvature", "eigenbases to keep", 5),
}


def optimizer(name: str, params: Any, **options: Any) -> Optimizer:
    """An optimizer by name.

    Args:
        name: Key of `OPTIMIZERS`.
        params: Parameters, a module, or groups.
        options: What the method takes.

    Returns:
        The optimizer.

    Raises:
        ArgumentError: The name is unknown, or an option is out of range.

    Example:
        >>> type(optimizer("adamw", wg.nn.Linear(2, 1), lr=1e-3)).__name__
        'AdamW'
    """
    if name not in OPTIMIZERS:
        raise unknown("optimizer", name, OPTIMIZERS)
    make: Any = OPTIMIZERS[name]
    return make(params, **options)
