"""The base of the loss objects."""

import pytest

from wengert.errors import ArgumentError
from wengert.losses import Loss


def test_an_unknown_reduction_is_refused_at_once():
    with pytest.raises(ArgumentError, match="unknown reduction"):
        Loss("average")


def test_a_loss_without_formula_is_told():
    with pytest.raises(ArgumentError, match="defines no __call__"):
        Loss()(1.0, 2.0)
