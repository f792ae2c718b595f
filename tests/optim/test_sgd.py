"""SGD against PyTorch over 100 steps with every option, and the two forms of momentum in the worked example."""

import numpy as np
import pytest

import wengert as wg
from wengert import optim
from wengert.errors import ArgumentError

OPTIONS = [
    {},
    {"momentum": 0.9},
    {"momentum": 0.9, "nesterov": True},
    {"momentum": 0.9, "dampening": 0.3},
    {"weight_decay": 0.1},
    {"momentum": 0.9, "weight_decay": 0.1, "nesterov": True},
]
TEXTBOOK = {
    "sgd": [[0.9, -1.2], [0.81, -0.72], [0.729, -0.432]],
    "classical": [[0.9, -1.2], [0.72, 0.0], [0.486, 1.08]],
    "averaging": [[0.99, -1.92], [0.9711, -1.7712], [0.944379, -1.566432]],
}


@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_a_hundred_steps_are_pytorchs(both_paths, options):
    torch = pytest.importorskip("torch")
    ours, theirs = both_paths(
        lambda p: optim.SGD(p, lr=0.003, **options), lambda p: torch.optim.SGD(p, lr=0.003, **options)
    )
    np.testing.assert_allclose(ours, theirs, rtol=1e-10)


@pytest.mark.parametrize(
    ("name", "ours"),
    [
        ("sgd", lambda p: optim.SGD(p, lr=0.1)),
        ("classical", lambda p: optim.SGD(p, lr=0.1, momentum=0.9)),
        ("averaging", lambda p: optim.Momentum(p, lr=0.1, beta=0.9)),
    ],
)
def test_the_worked_example(textbook_path, name, ours):
    np.testing.assert_allclose(textbook_path(ours), TEXTBOOK[name], rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda p: optim.SGD(p, nesterov=True), "nesterov needs momentum"),
        (lambda p: optim.SGD(p, lr=-0.1), "lr is out of range"),
        (lambda p: optim.Momentum(p, beta=1.0), "beta is out of range"),
    ],
)
def test_nonsense_is_refused(make, says):
    with pytest.raises(ArgumentError, match=says):
        make([wg.nn.Parameter([1.0])])
