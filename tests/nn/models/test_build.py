"""Models from their short forms."""

import pytest

from wengert import nn
from wengert.errors import ArgumentError
from wengert.nn.models import build


def test_the_short_form_builds_the_same():
    assert repr(build("mlp:5-4", (3,), 2)) == repr(nn.mlp([5, 4], 3, 2))


def test_an_option_left_to_the_model_is_its_own():
    assert repr(build("mlp:5", (3,), 2, activation=None)) == repr(nn.mlp([5], 3, 2))
    assert repr(build("mlp:5", (3,), 2, activation="tanh")) == repr(nn.mlp([5], 3, 2, "tanh"))


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: build("mpl:5", (3,), 2), "did you mean mlp"),
        (lambda: build("mlp:5", (), 2), "at least one axis"),
        (lambda: build("mlp:5", (0, 3), 2), "none of size 0"),
    ],
)
def test_nonsense_is_refused(call, says):
    with pytest.raises(ArgumentError, match=says):
        call()
