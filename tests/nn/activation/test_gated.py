"""Gated linear units: GLU against PyTorch, the others against their formulas in it."""

import numpy as np
import pytest

from wengert import nn
from wengert.testing import check_module

torch = pytest.importorskip("torch")

X = np.random.default_rng(0).normal(size=(2, 4, 6))


class Halves(torch.nn.Module):
    """act(a) b along `dim`."""

    def __init__(self, act, dim):
        super().__init__()
        self.act, self.dim = act, dim

    def forward(self, x):
        a, b = x.chunk(2, dim=self.dim)
        return self.act(a) * b


@pytest.mark.parametrize("dim", [-1, 1])
@pytest.mark.parametrize("name", ["GLU", "SwiGLU", "GEGLU"])
def test_values_and_slopes_are_those_of_the_formula(name, dim, as_pytorch):
    act = {"SwiGLU": torch.nn.functional.silu, "GEGLU": torch.nn.functional.gelu}.get(name)
    theirs = torch.nn.GLU(dim) if act is None else Halves(act, dim)
    as_pytorch(getattr(nn, name)(dim), theirs, X)
    as_pytorch(getattr(nn, name)(dim), theirs, X, dtype="float32", second=False)


def test_modules_keep_their_contract():
    check_module(nn.SwiGLU(), X[0])
