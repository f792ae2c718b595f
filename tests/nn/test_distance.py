"""CosineSimilarity and PairwiseDistance against PyTorch, and the contract of modules."""

import numpy as np
import pytest

from wengert import nn
from wengert.testing import check_module

torch = pytest.importorskip("torch")
X, Y = np.random.default_rng(0).normal(size=(2, 4, 3, 5))
PAIRS = [
    (nn.CosineSimilarity(), torch.nn.CosineSimilarity()),
    (nn.CosineSimilarity(-1, 1e-6), torch.nn.CosineSimilarity(-1, 1e-6)),
    (nn.PairwiseDistance(), torch.nn.PairwiseDistance()),
    (nn.PairwiseDistance(1.5, 1e-3, keepdim=True), torch.nn.PairwiseDistance(1.5, 1e-3, keepdim=True)),
]


@pytest.mark.parametrize(("ours", "theirs"), PAIRS, ids=repr)
def test_outputs_gradients_and_curvature_are_pytorchs(ours, theirs, as_pytorch):
    as_pytorch(ours, theirs, X, Y)
    as_pytorch(ours, theirs, X, Y, dtype="float32", second=False)


@pytest.mark.parametrize("module", [nn.CosineSimilarity(), nn.PairwiseDistance()], ids=repr)
def test_modules_keep_their_contract(module):
    check_module(module, X[:2], Y[:2])


def test_options_are_printed():
    assert repr(nn.CosineSimilarity()) == "CosineSimilarity(dim=1, eps=1e-08)"
    assert repr(nn.PairwiseDistance()) == "PairwiseDistance(p=2.0, eps=1e-06, keepdim=False)"
