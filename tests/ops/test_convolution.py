"""Convolutions agree with PyTorch's, values and gradients of two orders, on both array libraries."""

import re

import jax
import numpy as np
import pytest
import torch

from wengert import ops
from wengert.arrays import jax_numpy
from wengert.errors import ArgumentError, ShapeError
from wengert.ops.convolution import conv, conv_transpose
from wengert.transforms.forward import jvp
from wengert.transforms.reverse import grad
from wengert.transforms.vmap import vmap

jnp = jax_numpy()
TORCH = {1: torch.nn.functional.conv1d, 2: torch.nn.functional.conv2d, 3: torch.nn.functional.conv3d}
TORCH_T = {
    1: torch.nn.functional.conv_transpose1d,
    2: torch.nn.functional.conv_transpose2d,
    3: torch.nn.functional.conv_transpose3d,
}
CASES = [
    ((2, 3, 9), (4, 3, 3), {}),
    ((2, 3, 9), (4, 3, 4), {"stride": 2, "padding": 1}),
    ((2, 4, 9), (6, 2, 3), {"groups": 2, "dilation": 2, "stride": 3}),
    ((2, 3, 8, 7), (4, 3, 3, 2), {"padding": (1, 0)}),
    ((2, 3, 8, 7), (4, 3, 3, 3), {"padding": "same", "dilation": (2, 1)}),
    ((2, 4, 8, 8), (4, 1, 3, 3), {"groups": 4, "stride": 2, "padding": 1}),
    ((3, 8, 8), (2, 3, 3, 3), {"padding": "valid"}),
    ((1, 2, 5, 4, 6), (3, 2, 2, 3, 2), {"stride": (2, 1, 2), "padding": (1, 1, 0)}),
]
TRANSPOSED = [
    ((2, 4, 5), (4, 3, 3), {}),
    ((2, 4, 5), (4, 3, 3), {"stride": 2, "padding": 1, "output_padding": 1}),
    ((2, 4, 5, 4), (4, 2, 3, 2), {"stride": (2, 3), "groups": 2, "dilation": (1, 2)}),
    ((4, 5, 4), (4, 2, 3, 2), {"stride": 2}),
    ((1, 2, 3, 2, 3), (2, 3, 2, 2, 2), {"stride": 2, "padding": (0, 1, 0)}),
]


def draw(*shapes):
    rng = np.random.default_rng(0)
    return [rng.normal(size=s) for s in shapes]


def torch_second_order(f, x, w, options):
    """Output, gradient of sum(sin(out)) in both, and gradient of the sum of squares of that gradient."""
    x, w = (torch.tensor(a, requires_grad=True) for a in (x, w))
    out = f(x, w, **options)
    first = torch.autograd.grad(out.sin().sum(), (x, w), create_graph=True)
    second = torch.autograd.grad(sum((g**2).sum() for g in first), (x, w))
    return [t.detach().numpy() for t in (out, *first, *second)]


def first_order(f, x, w, options):
    return [f(x, w, **options), *grad(lambda x, w: ops.sin(f(x, w, **options)).sum(), (0, 1))(x, w)]


def second_order(f, x, w, options):
    first = grad(lambda x, w: ops.sin(f(x, w, **options)).sum(), (0, 1))

    def squares(x, w):
        a, b = first(x, w)
        return (a * a).sum() + (b * b).sum()

    return [f(x, w, **options), *first(x, w), *grad(squares, (0, 1))(x, w)]


@pytest.mark.parametrize(("x", "w", "options"), CASES)
def test_conv_as_torch(x, w, options):
    args = draw(x, w)
    wanted = torch_second_order(TORCH[len(w) - 2], *args, options)
    for got, want in zip(second_order(conv, *args, options), wanted, strict=True):
        np.testing.assert_allclose(got, want, rtol=1e-10, atol=1e-10)
    compiled = jax.jit(lambda x, w: first_order(conv, x, w, options))(*map(jnp.asarray, args))
    for got, want in zip(compiled, wanted, strict=False):
        np.testing.assert_allclose(got, want, rtol=1e-10, atol=1e-10)


def test_second_order_compiled():
    x, w, options = CASES[5]
    args = draw(x, w)
    compiled = jax.jit(lambda x, w: second_order(conv, x, w, options))(*map(jnp.asarray, args))
    for got, want in zip(compiled, torch_second_order(TORCH[2], *args, options), strict=True):
        np.testing.assert_allclose(got, want, rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize(("x", "w", "options"), TRANSPOSED)
def test_conv_transpose_as_torch(x, w, options):
    args = draw(x, w)
    wanted = torch_second_order(TORCH_T[len(w) - 2], *args, options)
    for got, want in zip(second_order(conv_transpose, *args, options), wanted, strict=True):
        np.testing.assert_allclose(got, want, rtol=1e-10, atol=1e-10)
    compiled = jax.jit(lambda x, w: first_order(conv_transpose, x, w, options))(*map(jnp.asarray, args))
    for got, want in zip(compiled, wanted, strict=False):
        np.testing.assert_allclose(got, want, rtol=1e-10, atol=1e-10)


def test_padding_in_pairs():
    x, w = draw((1, 2, 5), (3, 2, 2))
    wanted = torch.nn.functional.conv1d(torch.nn.functional.pad(torch.tensor(x), (3, 1)), torch.tensor(w))
    np.testing.assert_allclose(conv(x, w, padding=[(3, 1)]), wanted, rtol=1e-12)


def test_forward_mode_is_the_sum_of_two_convolutions():
    x, w, dx, dw = draw((2, 3, 8), (4, 3, 3), (2, 3, 8), (4, 3, 3))
    tangent = jvp(lambda x, w: conv(x, w, stride=2), (x, w), (dx, dw))[1]
    np.testing.assert_allclose(tangent, conv(dx, w, stride=2) + conv(x, dw, stride=2), rtol=1e-12)


@pytest.mark.parametrize("axes", [(0, None), (None, 0), (0, 0)])
@pytest.mark.parametrize("groups", [1, 2])
def test_batches(axes, groups):
    x, w = draw((5, 2, 4, 7), (5, 6, 4 // groups, 3))
    x, w = (a if axis == 0 else a[0] for a, axis in zip((x, w), axes, strict=True))
    rows = [conv(x[i] if axes[0] == 0 else x, w[i] if axes[1] == 0 else w, groups=groups, stride=2) for i in range(5)]
    got = vmap(lambda x, w: conv(x, w, groups=groups, stride=2), axes)(x, w)
    np.testing.assert_allclose(got, np.stack(rows), rtol=1e-12)


def test_float32_stays_float32():
    x, w = (a.astype("float32") for a in draw((2, 3, 8, 8), (4, 3, 3, 3)))
    assert all(a.dtype == np.float32 for a in second_order(conv, x, w, {"stride": 2}))
    assert "f64" not in str(jax.make_jaxpr(lambda x, w: second_order(conv, x, w, {"stride": 2}))(x, w))


def test_refusals():
    x, w = draw((2, 3, 8), (4, 3, 3))
    with pytest.raises(ShapeError, match="conv: channels do not fit"):
        conv(x, w[:, :2])
    with pytest.raises(ShapeError, match="conv: ranks do not fit"):
        conv(x, w[0, 0])
    with pytest.raises(ShapeError, match="conv: the kernel is larger"):
        conv(x[..., :2], w)
    with pytest.raises(ArgumentError, match="conv: stride does not fit"):
        conv(x, w, stride=(1, 2))
    with pytest.raises(ArgumentError, match="conv: padding does not fit"):
        conv(x, w, padding="same", stride=2)
    with pytest.raises(ShapeError, match="conv_transpose: channels do not fit"):
        conv_transpose(x, w)
    with pytest.raises(ArgumentError, match="output_padding is too large"):
        conv_transpose(x, np.ones((3, 4, 3)), stride=2, output_padding=2)


def test_in_a_loop_of_the_cpu_the_layout_is_the_one_with_fast_code():
    if jax.default_backend() != "cpu":
        pytest.skip("about XLA's CPU")
    x, w = np.ones((2, 16, 6, 6), "float32"), np.ones((8, 16, 3, 3), "float32")
    slope = grad(lambda w: ops.sum(conv(x, w, padding=1) ** 2))
    steps = jax.jit(lambda w: jax.lax.fori_loop(0, 3, lambda _, w: w - 1e-6 * slope(w), w))
    labels = set(re.findall(r"dim_labels=(\S+?),", steps.lower(w).compile().as_text()))
    assert labels == {"b01f_01io->b01f"}
