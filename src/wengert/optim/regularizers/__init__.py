"""Regularizers: penalties that are added to a loss, as objects that tell their terms apart.

Knows weights by role. Knows no loss and no optimizer; decay that an optimizer applies itself is an option of its own.
"""

from wengert.optim.regularizers.invariance import invariance
from wengert.optim.regularizers.norms import L1, L2, ElasticNet, Lp
from wengert.optim.regularizers.penalty import Penalty, Sum
from wengert.optim.regularizers.structured import GroupLasso, LayerWise

__all__ = [
    "L1",
    "L2",
    "ElasticNet",
    "GroupLasso",
    "LayerWise",
    "Lp",
    "Penalty",
    "Sum",
    "invariance",
]
