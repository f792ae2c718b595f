"""Linear against PyTorch: layout, outputs, gradients, and the range of its initial values."""

import numpy as np
import pytest

from wengert import nn
from wengert.errors import ShapeError
from wengert.random import Generator

torch = pytest.importorskip("torch")


@pytest.mark.parametrize("shape", [(3,), (5, 3), (2, 5, 3)])
@pytest.mark.parametrize("bias", [True, False])
def test_outputs_and_gradients_are_pytorchs(shape, bias):
    torch.manual_seed(0)
    ours, theirs = nn.Linear(3, 4, bias=bias, dtype="float64"), torch.nn.Linear(3, 4, bias=bias, dtype=torch.float64)
    ours.load_state_dict({n: t.detach().numpy() for n, t in theirs.state_dict().items()})
    x = np.random.default_rng(0).normal(size=shape)
    out, expected = ours(x), theirs(torch.tensor(x))
    # An entry that cancels to nearly nothing keeps the rounding of what cancelled: hence 1e-15 beside 1e-12.
    np.testing.assert_allclose(out.numpy(), expected.detach().numpy(), rtol=1e-12, atol=1e-15)
    (out * out).sum().backward()
    (expected * expected).sum().backward()
    for p, q in zip(ours.parameters(), theirs.parameters(), strict=True):
        np.testing.assert_allclose(p.grad.numpy(), q.grad.numpy(), rtol=1e-12, atol=1e-15)


def test_initial_values_fill_the_range_of_pytorchs():
    layer = nn.Linear(64, 500, generator=Generator(0))
    for p in layer.parameters():
        assert p.dtype == np.float32
        assert abs(p.numpy()).max() <= 1 / 8
        assert abs(p.numpy()).max() > 0.99 / 8
        assert abs(p.numpy().mean()) < 0.01


def test_wrong_sizes_are_told():
    with pytest.raises(ShapeError, match="needs 3 features"):
        nn.Linear(3, 2)(np.ones((4, 8, 8), "float32"))
