"""Activations against PyTorch's modules, values and gradients."""

import numpy as np
import pytest

import wengert as wg
from wengert import nn

torch = pytest.importorskip("torch")

PAIRS = [
    (nn.ReLU(), torch.nn.ReLU()),
    (nn.Tanh(), torch.nn.Tanh()),
    (nn.Sigmoid(), torch.nn.Sigmoid()),
    (nn.GELU(), torch.nn.GELU()),
    (nn.GELU("tanh"), torch.nn.GELU("tanh")),
    (nn.SiLU(), torch.nn.SiLU()),
    (nn.Softplus(), torch.nn.Softplus()),
    (nn.Softmax(-1), torch.nn.Softmax(-1)),
    (nn.LogSoftmax(0), torch.nn.LogSoftmax(0)),
    (nn.Identity(), torch.nn.Identity()),
]


@pytest.mark.parametrize(("ours", "theirs"), PAIRS, ids=lambda m: repr(m))
def test_values_and_gradients_are_pytorchs(ours, theirs):
    values = np.random.default_rng(0).normal(size=(4, 3))
    x, z = wg.tensor(values, requires_grad=True), torch.tensor(values, requires_grad=True)
    out, expected = ours(x), theirs(z)
    np.testing.assert_allclose(out.numpy(), expected.detach().numpy(), atol=1e-12)
    weights = np.arange(12.0).reshape(4, 3)
    (out * weights).sum().backward()
    (expected * torch.tensor(weights)).sum().backward()
    np.testing.assert_allclose(x.grad.numpy(), z.grad.numpy(), atol=1e-12)


def test_options_are_printed():
    assert [repr(m) for m in (nn.GELU(), nn.Softmax(1), nn.LogSoftmax(1))] == [
        "GELU(approximate='none')",
        "Softmax(dim=1)",
        "LogSoftmax(dim=1)",
    ]
