"""Whole models, and their short forms on the command line.

Knows which models there are, one file each. Knows no training.
"""

from wengert.nn.models.activations import ACTIVATIONS
from wengert.nn.models.build import MODELS, build
from wengert.nn.models.mlp import mlp

__all__ = ["ACTIVATIONS", "MODELS", "build", "mlp"]
