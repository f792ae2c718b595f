"""The comparison of a loss with PyTorch's: value, gradient, and a product of its Hessian with a vector."""

import numpy as np
import pytest

import wengert as wg


@pytest.fixture
def against():
    """`against(ours, theirs, *args, **options)`: both are called with the same arrays and options."""
    torch = pytest.importorskip("torch")

    def compare(ours, theirs, *args, second=True, rtol=1e-10, atol=1e-12, **options):
        floating = [k for k, a in enumerate(args) if np.asarray(a).dtype.kind == "f"]
        mine = [wg.tensor(a, requires_grad=True) if k in floating else a for k, a in enumerate(args)]
        other = [torch.tensor(np.asarray(a), requires_grad=k in floating) for k, a in enumerate(args)]
        theirs_options = {k: torch.as_tensor(v) if isinstance(v, np.ndarray) else v for k, v in options.items()}
        out, expected = ours(*mine, **options), theirs(*other, **theirs_options)
        same = lambda a, b: np.testing.assert_allclose(a, b.detach().numpy(force=True), rtol=rtol, atol=atol)
        same(out.numpy(), expected)
        weights = np.linspace(0.5, 1.5, out.size).reshape(out.shape)
        first = wg.gradients((out * weights).sum(), [mine[k] for k in floating], create_graph=second)
        theirs_first = torch.autograd.grad(
            (expected * torch.tensor(weights)).sum(), [other[k] for k in floating], create_graph=second
        )
        for a, b in zip(first, theirs_first, strict=True):
            same(a, b)
        if not second or not theirs_first[0].requires_grad:
            return
        v = np.cos(np.arange(first[0].size)).reshape(first[0].shape)
        product = (first[0] * v).sum()
        second = wg.gradients(product, mine[0]) if product.requires_grad else np.zeros(first[0].shape)
        (theirs_second,) = torch.autograd.grad((theirs_first[0] * torch.tensor(v)).sum(), [other[0]], allow_unused=True)
        same(second, torch.zeros(first[0].shape) if theirs_second is None else theirs_second)

    return compare
