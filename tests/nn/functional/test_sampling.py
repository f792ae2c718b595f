"""Images read at any place, against PyTorch: values, derivatives in image and place, both array libraries."""

import itertools

import numpy as np
import pytest

import wengert as wg
from wengert.arrays import jax_numpy
from wengert.errors import ArgumentError, ShapeError
from wengert.nn import functional as F

torch = pytest.importorskip("torch")
RNG = np.random.default_rng(0)
CASES = [
    *itertools.product([((2, 3, 5, 4), (3, 6))], ["bilinear", "nearest", "bicubic"]),
    *itertools.product([((2, 2, 4, 3, 5), (2, 3, 4))], ["bilinear", "nearest"]),
    *itertools.product([((2, 1, 1, 4), (3, 2))], ["bilinear", "bicubic"]),
]


@pytest.mark.parametrize("align", [False, True])
@pytest.mark.parametrize("padding", ["zeros", "border", "reflection"])
@pytest.mark.parametrize(("shapes", "mode"), CASES, ids=str)
def test_values_and_gradients_are_pytorchs_also_outside(shapes, mode, padding, align):
    shape, out = shapes
    x, grid = RNG.normal(size=shape), RNG.uniform(-2.5, 2.5, (shape[0], *out, len(shape) - 2))
    there = torch.tensor(x, requires_grad=True), torch.tensor(grid, requires_grad=True)
    want = torch.nn.functional.grid_sample(*there, mode, padding, align)
    weights = RNG.normal(size=want.shape)
    slopes = torch.autograd.grad((want * torch.tensor(weights)).sum(), there)
    f = lambda x, grid: F.grid_sample(x, grid, mode, padding, align)
    for put in (np.asarray, jax_numpy().asarray):
        np.testing.assert_allclose(f(put(x), put(grid)), want.detach(), atol=1e-12)
        found = wg.grad(lambda x, grid: wg.sum(f(x, grid) * weights), argnums=(0, 1))(put(x), put(grid))
        for got, slope in zip(found, slopes, strict=True):
            np.testing.assert_allclose(got, slope, atol=1e-10)
    assert f(x.astype("float32"), grid.astype("float32")).dtype == np.float32


@pytest.mark.parametrize("mode", ["bilinear", "bicubic"])
def test_derivatives_are_right_to_second_order_and_the_same_compiled_and_in_a_batch(mode):
    x, grid = RNG.normal(size=(3, 1, 1, 4, 3)), RNG.uniform(-1.4, 1.4, (3, 1, 2, 3, 2))
    f = lambda x, grid: F.grid_sample(x, grid, mode)
    assert wg.gradcheck(f, x[0], grid[0], order=2)
    np.testing.assert_allclose(np.asarray(wg.compile(f)(x[0], grid[0])), f(x[0], grid[0]), rtol=1e-12)
    np.testing.assert_allclose(wg.vmap(f)(x, grid), [f(*each) for each in zip(x, grid, strict=True)], rtol=1e-12)


@pytest.mark.parametrize("size", [(2, 3, 4, 5), (2, 1, 3, 4, 2)])
@pytest.mark.parametrize("align", [False, True])
def test_places_of_affine_maps_are_pytorchs(size, align):
    rank = len(size) - 2
    theta = RNG.normal(size=(2, rank, rank + 1))
    want = torch.nn.functional.affine_grid(torch.tensor(theta), size, align)
    np.testing.assert_allclose(F.affine_grid(theta, size, align), want, atol=1e-14)
    assert F.affine_grid(theta.astype("float32"), size, align).dtype == np.float32
    assert wg.gradcheck(lambda theta: F.affine_grid(theta, size, align), theta)


@pytest.mark.parametrize("align", [False, True])
def test_the_identity_reads_the_image_itself(align):
    x = RNG.normal(size=(1, 2, 4, 5))
    identity = F.affine_grid(np.eye(2, 3)[None], x.shape, align)
    for mode in ("bilinear", "nearest", "bicubic"):
        np.testing.assert_allclose(F.grid_sample(x, identity, mode, align_corners=align), x, atol=1e-13)


X, GRID = np.ones((1, 1, 3, 3)), np.zeros((1, 2, 2, 2))


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        (lambda: F.grid_sample(X, GRID, "linear"), ArgumentError, "unknown interpolation mode"),
        (lambda: F.grid_sample(X, GRID, padding_mode="wrap"), ArgumentError, "unknown padding mode"),
        (lambda: F.grid_sample(X[None], np.zeros((1, 2, 2, 2, 3)), "bicubic"), ArgumentError, "unknown interpolation"),
        (lambda: F.grid_sample(X, GRID[..., :1]), ShapeError, "image and grid do not fit"),
        (lambda: F.grid_sample(X[0], GRID), ShapeError, "image and grid do not fit"),
        (lambda: F.affine_grid(np.ones((1, 2, 2)), (1, 1, 3, 3)), ShapeError, "maps and sizes do not fit"),
        (lambda: F.affine_grid(np.ones((2, 2, 3)), (1, 1, 3, 3)), ShapeError, "maps and sizes do not fit"),
    ],
)
def test_nonsense_is_refused(call, error, says):
    with pytest.raises(error, match=says):
        call()
