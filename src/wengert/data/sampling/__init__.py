"""Samplers: which samples an epoch has, and in which order.

Knows indices and randomness. Knows no model.
"""

from wengert.data.sampling.balanced import Balanced
from wengert.data.sampling.in_order import InOrder
from wengert.data.sampling.sampler import Sampler
from wengert.data.sampling.shuffled import Shuffled
from wengert.data.sampling.stratified import Stratified
from wengert.data.sampling.weighted import Weighted
from wengert.data.sampling.with_replacement import WithReplacement

__all__ = ["Balanced", "InOrder", "Sampler", "Shuffled", "Stratified", "Weighted", "WithReplacement"]
