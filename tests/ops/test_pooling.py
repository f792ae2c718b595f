"""Pooling agrees with PyTorch's, values and gradients, and ties share."""

import itertools

import jax
import numpy as np
import pytest
import torch

from wengert import ops
from wengert.arrays import jax_numpy
from wengert.errors import ArgumentError, ShapeError
from wengert.ops.pooling import avg_pool, max_places, max_pool
from wengert.transforms.forward import jvp
from wengert.transforms.reverse import grad
from wengert.transforms.vmap import vmap

jnp = jax_numpy()
F = torch.nn.functional
SHAPES = {1: (2, 3, 9), 2: (2, 3, 9, 8), 3: (1, 2, 6, 5, 7)}
MAX = {1: F.max_pool1d, 2: F.max_pool2d, 3: F.max_pool3d}
AVG = {1: F.avg_pool1d, 2: F.avg_pool2d, 3: F.avg_pool3d}
OPTIONS = [{}, {"stride": 2}, {"stride": 1, "padding": 1}, {"stride": 2, "padding": 1, "ceil_mode": True}]


def compare(ours, theirs, x):
    t = torch.tensor(x, requires_grad=True)
    out = theirs(t)
    first = torch.autograd.grad((out**3).sum(), t, create_graph=True)[0]
    second = torch.autograd.grad((first**2).sum(), t)[0]
    gradient = grad(lambda x: (ours(x) ** 3).sum())
    functions = [ours, gradient, grad(lambda x: (gradient(x) ** 2).sum())]
    for f, want in zip(functions, (out, first, second), strict=True):
        np.testing.assert_allclose(f(x), want.detach(), rtol=1e-12, atol=1e-12)
    if x.ndim < 5:  # three axes are the same code, and slow to compile
        np.testing.assert_allclose(jax.jit(gradient)(jnp.asarray(x)), first.detach(), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize(("rank", "options"), list(itertools.product(SHAPES, OPTIONS)))
def test_max_pool_as_torch(rank, options):
    x = np.random.default_rng(0).normal(size=SHAPES[rank])
    compare(lambda x: max_pool(x, (3,) * rank, **options), lambda t: MAX[rank](t, (3,) * rank, **options), x)


def test_max_pool_dilated():
    x = np.random.default_rng(0).normal(size=(2, 9, 9))
    compare(lambda x: max_pool(x, 2, stride=1, dilation=3), lambda t: F.max_pool2d(t, 2, stride=1, dilation=3), x)


@pytest.mark.parametrize(("rank", "options", "include"), list(itertools.product(SHAPES, OPTIONS, [True, False])))
def test_avg_pool_as_torch(rank, options, include):
    x = np.random.default_rng(0).normal(size=SHAPES[rank])
    options = options | {"count_include_pad": include}
    compare(lambda x: avg_pool(x, (3,) * rank, **options), lambda t: AVG[rank](t, (3,) * rank, **options), x)


INDEXED = [*OPTIONS, {"stride": 1, "padding": 1, "dilation": 2}, {"stride": 4, "padding": 1, "ceil_mode": True}]


@pytest.mark.parametrize(("rank", "options"), list(itertools.product(SHAPES, INDEXED)))
@pytest.mark.parametrize("kind", ["distinct", "ties", "nan", "-inf"])
def test_places_are_torchs_also_at_ties_and_nan(rank, options, kind):
    rng = np.random.default_rng(0)
    x = rng.normal(size=SHAPES[rank])
    x = np.round(x) if kind == "ties" else x
    if kind in ("nan", "-inf"):
        x[rng.random(x.shape) < (0.1 if kind == "nan" else 0.9)] = float(kind)
    window = (2,) * rank if options.get("dilation") and rank == 3 else (3,) * rank
    _, want = MAX[rank](torch.tensor(x), window, **options, return_indices=True)
    for array in (x, jnp.asarray(x), x.astype("float32")):
        got = max_places(array, window, **options)
        assert got.dtype == np.int64
        np.testing.assert_array_equal(got, want)


def test_places_are_the_same_compiled_and_in_a_batch():
    x = np.random.default_rng(0).normal(size=(3, 2, 7, 6))
    f = lambda x: max_places(x, (3, 2), stride=2, padding=1)
    want = F.max_pool2d(torch.tensor(x), (3, 2), 2, 1, return_indices=True)[1]
    np.testing.assert_array_equal(jax.jit(f)(x), want)
    np.testing.assert_array_equal(vmap(f)(x), want)


def test_ties_share_the_adjoint_of_their_window():
    x = np.array([1.0, 1.0, 0.0, 2.0, 2.0, 2.0])
    np.testing.assert_allclose(grad(lambda x: max_pool(x, (3,)).sum())(x), [0.5, 0.5, 0, 1 / 3, 1 / 3, 1 / 3])
    tangent = jvp(lambda x: max_pool(x, (3,)), (x,), (np.arange(6.0),))[1]
    np.testing.assert_allclose(tangent, [0.5, 4.0])
    np.testing.assert_array_equal(grad(lambda x: grad(lambda x: max_pool(x, (3,)).sum())(x).sum())(x), np.zeros(6))


def test_padding_never_wins():
    x = np.full((1, 4), -5.0)
    np.testing.assert_array_equal(max_pool(x, (3,), stride=1, padding=1), x)
    assert max_pool(np.full((4,), -7), (3,), stride=1, padding=1).tolist() == [-7] * 4


def test_batches():
    x = np.random.default_rng(0).normal(size=(5, 2, 6, 6))
    for f in (
        lambda x: max_pool(x, 2),
        lambda x: avg_pool(x, 3, stride=2),
        grad(lambda x: (max_pool(x, 2) ** 2).sum()),
    ):
        np.testing.assert_allclose(vmap(f)(x), np.stack([f(row) for row in x]), rtol=1e-12)


def test_float32_stays_float32():
    x = np.random.default_rng(0).normal(size=(2, 7, 7)).astype("float32")

    def everything(x):
        return grad(
            lambda x: ops.sin(max_pool(x, 3, padding=1) + avg_pool(x, 3, padding=1, count_include_pad=False)).sum()
        )(x)

    assert everything(x).dtype == np.float32
    assert "f64" not in str(jax.make_jaxpr(everything)(x))


def test_refusals():
    x = np.ones((1, 4, 4))
    with pytest.raises(ArgumentError, match="more than half a window"):
        max_pool(x, 2, padding=2)
    with pytest.raises(ShapeError, match="larger than the padded input"):
        avg_pool(x, 5)
    with pytest.raises(ShapeError, match="larger than the padded input"):
        max_pool(np.ones(3), (2, 2))
    with pytest.raises(ArgumentError, match="stride does not fit"):
        max_pool(x, (2, 2), stride=(1, 2, 3))
