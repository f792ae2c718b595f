"""Reductions, and the refusal of shapes that differ."""

import numpy as np
import pytest

from wengert.errors import ArgumentError, ShapeError
from wengert.losses.reduce import reduced, same_shape


def test_the_three_of_them():
    terms = np.array([1.0, 3.0])
    assert (reduced(terms, "mean"), reduced(terms, "sum")) == (2.0, 4.0)
    assert reduced(terms, "none") is terms


def test_another_name_is_refused():
    with pytest.raises(ArgumentError, match="did you mean mean"):
        reduced(np.ones(2), "men")


def test_shapes_that_cannot_be_reconciled_get_no_advice():
    with pytest.raises(ShapeError) as caught:
        same_shape("loss", np.ones(2), np.ones(3))
    assert "reshape" not in str(caught.value)
