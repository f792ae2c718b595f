"""Unpooling layers against PyTorch, and the contract of modules."""

import numpy as np
import pytest

from wengert import nn
from wengert.testing import check_module

torch = pytest.importorskip("torch")


class _ToSize(nn.Module):
    def __init__(self, layer, size):
        super().__init__()
        self.layer = layer
        self.size = size

    def forward(self, y, indices):
        return self.layer(y, indices, output_size=self.size)


class _TheirToSize(torch.nn.Module):
    def __init__(self, layer, size):
        super().__init__()
        self.layer = layer
        self.size = size

    def forward(self, y, indices):
        return self.layer(y, indices, output_size=self.size)


CASES = [
    (1, (2, 3, 9), (2,), True),
    (1, (2, 3, 8), (3, 3, 1), True),
    (2, (2, 3, 6, 4), (2,), False),
    (2, (2, 3, 7, 5), (2,), True),
    (2, (3, 8, 9), ((2, 3), (2, 4), (1, 0)), True),
    (3, (1, 2, 4, 5, 6), (2, (2, 3, 2)), True),
    (3, (2, 4, 6, 4), (2,), False),
]


@pytest.mark.parametrize(("rank", "shape", "options", "sized"), CASES, ids=str)
def test_outputs_gradients_and_curvature_are_pytorchs(rank, shape, options, sized, as_pytorch):
    x = np.random.default_rng(0).normal(size=shape)
    pool = getattr(torch.nn, f"MaxPool{rank}d")(*options, return_indices=True)
    y, indices = (t.numpy() for t in pool(torch.tensor(x)))
    size = shape[-rank:] if sized else None
    ours, theirs = (getattr(library, f"MaxUnpool{rank}d")(*options) for library in (nn, torch.nn))
    pair = _ToSize(ours, size), _TheirToSize(theirs, size)
    as_pytorch(*pair, y, indices)
    as_pytorch(*pair, y, indices, dtype="float32", second=False)


def test_a_network_that_pools_and_unpools_keeps_the_contract():
    class There(nn.Module):
        def __init__(self):
            super().__init__()
            self.conv = nn.Conv2d(1, 2, 3, padding=1)
            self.pool, self.unpool = nn.MaxPool2d(2, return_indices=True), nn.MaxUnpool2d(2)

        def forward(self, x):
            h = self.conv(x)
            return self.unpool(*self.pool(h), output_size=h.shape)

    check_module(There(), np.random.default_rng(0).normal(size=(1, 1, 5, 4)))


def test_options_are_printed():
    assert repr(nn.MaxUnpool2d(2, padding=1)) == "MaxUnpool2d(kernel_size=2, stride=2, padding=1)"
