"""Piecewise linear activations against PyTorch, to second order, and the contract of modules."""

import numpy as np
import pytest

import wengert as wg
from wengert import nn
from wengert.errors import ArgumentError
from wengert.nn.role import named_roles
from wengert.random import Generator
from wengert.testing import check_module

torch = pytest.importorskip("torch")

X = np.random.default_rng(0).normal(size=(4, 3, 5)) * 2
PAIRS = [
    (nn.ReLU(), torch.nn.ReLU()),
    (nn.ReLU6(), torch.nn.ReLU6()),
    (nn.LeakyReLU(), torch.nn.LeakyReLU()),
    (nn.LeakyReLU(1.5), torch.nn.LeakyReLU(1.5)),
    (nn.LeakyReLU(-0.3), torch.nn.LeakyReLU(-0.3)),
    (nn.PReLU(), torch.nn.PReLU()),
    (nn.PReLU(3, init=0.1), torch.nn.PReLU(3, init=0.1)),
    (nn.Hardtanh(), torch.nn.Hardtanh()),
    (nn.Hardtanh(-0.5, 2.0), torch.nn.Hardtanh(-0.5, 2.0)),
    (nn.Threshold(0.2, -3.0), torch.nn.Threshold(0.2, -3.0)),
]


@pytest.mark.parametrize(("ours", "theirs"), PAIRS, ids=repr)
def test_values_and_slopes_are_pytorchs(ours, theirs, as_pytorch):
    as_pytorch(ours, theirs, X)
    as_pytorch(ours, theirs, X, dtype="float32", second=False)


def test_random_slopes_are_the_mean_slope_in_inference(as_pytorch):
    as_pytorch(nn.RReLU(0.1, 0.4).eval(), torch.nn.RReLU(0.1, 0.4).eval(), X)
    as_pytorch(nn.RReLU(0.2, 0.2).eval(), torch.nn.RReLU(0.2, 0.2).eval(), X, dtype="float32", second=False)
    as_pytorch(nn.RReLU(0.2, 0.2), torch.nn.RReLU(0.2, 0.2), X)  # nothing is left to chance


def test_a_compiled_step_draws_the_slopes_the_eager_one_draws_and_new_ones_each_time():
    eager, compiled = nn.RReLU(generator=Generator(3)), nn.RReLU(generator=Generator(3))
    step = wg.compile(lambda x: compiled(x), state=compiled)
    x = X.astype("float32")
    seen = []
    for _ in range(2):
        seen.append(eager(x))
        np.testing.assert_allclose(np.asarray(step(x)), seen[-1], rtol=1e-6)
    assert not np.array_equal(*seen)


def test_slopes_out_of_order_are_refused():
    with pytest.raises(ArgumentError, match="RReLU: lower is above upper"):
        nn.RReLU(0.5, 0.4)


@pytest.mark.parametrize("module", [nn.LeakyReLU(), nn.PReLU(3), nn.Hardtanh()], ids=repr)
def test_modules_keep_their_contract(module):
    check_module(module, X[:2])


def test_the_state_of_prelu_is_pytorchs():
    assert list(nn.PReLU(3).state_dict()) == list(torch.nn.PReLU(3).state_dict())
    assert [role for _, _, role in named_roles(nn.PReLU())] == ["other"]
    assert nn.PReLU(3).weight.tolist() == torch.nn.PReLU(3).weight.tolist()


def test_options_are_printed():
    assert [
        repr(m) for m in (nn.LeakyReLU(0.2), nn.PReLU(2), nn.RReLU(0.1, 0.3), nn.Hardtanh(), nn.Threshold(1.0, 2.0))
    ] == [
        "LeakyReLU(negative_slope=0.2)",
        "PReLU(num_parameters=2)",
        "RReLU(lower=0.1, upper=0.3)",
        "Hardtanh(min_val=-1.0, max_val=1.0)",
        "Threshold(threshold=1.0, value=2.0)",
    ]
