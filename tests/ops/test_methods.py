"""Methods with PyTorch's signatures give what PyTorch gives."""

import numpy as np
import pytest
import torch

import wengert as wg
from wengert.errors import ShapeError

X = np.arange(24.0).reshape(2, 3, 4)
K = np.array([[[1], [0], [2]]])

SAME = {
    "view": lambda x: x.view(4, -1),
    "view tuple": lambda x: x.view((6, 4)),
    "reshape": lambda x: x.reshape(-1),
    "permute": lambda x: x.permute(2, 0, 1),
    "transpose": lambda x: x.transpose(0, -1),
    "expand": lambda x: x[:, :1].expand(5, 2, -1, 4),
    "unsqueeze": lambda x: x.unsqueeze(-1),
    "squeeze": lambda x: x[:1].squeeze(0),
    "flatten": lambda x: x.flatten(1),
    "unflatten": lambda x: x.unflatten(2, (2, 2)),
    "narrow": lambda x: x.narrow(2, 1, 2),
    "narrow from behind": lambda x: x.narrow(1, -2, 2),
    "select": lambda x: x.select(1, -1),
    "movedim": lambda x: x.movedim(0, 2),
    "tril": lambda x: x.tril(),
    "cumsum": lambda x: x.cumsum(1),
    "cumprod": lambda x: x.cumprod(dim=2),
    "amax": lambda x: x.amax((0, 2), True),
    "logsumexp": lambda x: x.logsumexp(1),
    "mean": lambda x: x.mean((0, 1)),
    "argmax": lambda x: x.argmax(dim=1, keepdim=True),
    "diagonal": lambda x: x[0].diagonal(),
    "diff": lambda x: x.diff(),
    "detach": lambda x: x.detach() * 2,
    "clone": lambda x: x.clone(),
    "contiguous": lambda x: x.contiguous(),
    "masked_fill": lambda x: x.masked_fill(x > 5, -1.0),
    "masked_select": lambda x: x.masked_select(x > 5),
}


@pytest.mark.parametrize("name", SAME)
def test_values_and_gradients_are_those_of_pytorch(name):
    ours, theirs = wg.tensor(X, requires_grad=True), torch.tensor(X, requires_grad=True)
    a, b = SAME[name](ours), SAME[name](theirs)
    assert a.shape == tuple(b.shape)
    np.testing.assert_allclose(a.numpy(), b.detach().numpy())
    if b.requires_grad:
        (a * a).sum().backward()
        (b * b).sum().backward()
        np.testing.assert_allclose(ours.grad.numpy(), theirs.grad.numpy())
    else:
        assert not a.requires_grad


def test_indexing_methods_are_those_of_pytorch():
    ours, theirs, at = wg.tensor(X), torch.tensor(X), np.array([2, 0])
    pairs = [
        (ours.gather(2, K), theirs.gather(2, torch.tensor(K))),
        (ours.index_select(1, at), theirs.index_select(1, torch.tensor(at))),
        (ours.index_add(1, at, X[:, :2]), theirs.index_add(1, torch.tensor(at), torch.tensor(X[:, :2]))),
        (ours.take_along_dim(K, dim=2), theirs.take_along_dim(torch.tensor(K), dim=2)),
        (ours.repeat_interleave(2, dim=1), theirs.repeat_interleave(2, dim=1)),
        (ours.topk(2, dim=0)[0], theirs.topk(2, dim=0)[0]),
        (ours.view_as(np.ones((4, 6))), theirs.view_as(torch.ones(4, 6))),
        (ours[:, :1].expand_as(ours), theirs[:, :1].expand_as(theirs)),
    ]
    for a, b in pairs:
        np.testing.assert_array_equal(a.numpy(), b.numpy())


@pytest.mark.parametrize(("n", "pieces"), [(7, 3), (6, 3), (2, 5), (0, 2)])
def test_chunks_are_those_of_pytorch(n, pieces):
    ours, theirs = wg.zeros((n, 2)).chunk(pieces), torch.zeros((n, 2)).chunk(pieces)
    kept = [tuple(b.shape) for b in theirs]
    assert [a.shape for a in ours] == (kept if n else kept[:1])
    assert [tuple(u.shape) for u in torch.zeros(3, 2).unbind(1)] == [u.shape for u in wg.zeros((3, 2)).unbind(1)]


def test_conversions_and_sizes():
    x = wg.tensor(X)
    assert x.to("float32").dtype == np.float32
    assert x.to(wg.tensor([1], dtype="int32")).dtype == np.int32
    assert x.to(np.float64) is x
    assert (x.dim(), x.numel()) == (3, 24)
    assert x.transpose().shape == (4, 3, 2)
    assert x.transpose((1, 0, 2)).shape == (3, 2, 4)
    assert wg.tensor(3.0).item() == 3.0


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda x: x.transpose(0), "two axes"),
        (lambda x: x.narrow(0, 1, 2), "beyond the axis"),
        (lambda x: x.select(0, 5), "out of bounds"),
        (lambda x: x.chunk(0), "at least one"),
        (lambda x: x.view(5, 5), "reshape"),
        (lambda x: x.expand(3, 3, 4), "broadcast_to"),
    ],
)
def test_what_does_not_fit_is_refused(call, words):
    with pytest.raises(ShapeError, match=words):
        call(wg.tensor(X))
