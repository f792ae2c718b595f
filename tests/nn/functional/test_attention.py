"""Attention as a function: against PyTorch and JAX, at the second order too, with every kind of mask."""

import jax
import numpy as np
import pytest

import wengert as wg
from wengert.arrays import jax_numpy
from wengert.errors import ArgumentError, DtypeError, ShapeError
from wengert.nn.functional import scaled_dot_product_attention
from wengert.nn.functional.attention import causal, exponentials
from wengert.random import Generator
from wengert.tensor import value_of

jnp = jax_numpy()
RNG = np.random.default_rng(0)
Q, K, V = RNG.normal(size=(2, 3, 4, 5)), RNG.normal(size=(2, 3, 6, 5)), RNG.normal(size=(2, 3, 6, 2))
ALLOWED = np.array([[1, 0, 1, 1, 0, 1], [0, 0, 0, 0, 0, 1], [0, 0, 0, 0, 0, 0], [1, 1, 1, 1, 1, 1]], bool)
MASKS = {
    "none": {},
    "causal": {"is_causal": True},
    "boolean": {"attn_mask": ALLOWED},
    "added": {"attn_mask": RNG.normal(size=(3, 4, 6))},
    "hidden": {"attn_mask": np.where(ALLOWED, 0.0, -np.inf)},
    "far": {"attn_mask": np.full((4, 6), -1e9)},
    "scale": {"scale": 0.3},
}


def plain(q, k, v, attn_mask=None, is_causal=False, scale=None, bias=0.0):
    """The formula, in JAX; rows without keys give zeros."""
    scores = q @ k.swapaxes(-1, -2) * (q.shape[-1] ** -0.5 if scale is None else scale) + bias
    if is_causal:
        attn_mask = np.tri(q.shape[-2], k.shape[-2], dtype=bool)
    if attn_mask is not None:
        attn_mask = attn_mask if attn_mask.dtype != bool else np.where(attn_mask, 0.0, -np.inf)
        seen = np.isfinite(attn_mask)
        scores = scores + np.where(seen, attn_mask, 0)
        return jnp.where(seen.any(-1)[..., None], jax.nn.softmax(scores, where=seen, axis=-1), 0) @ v
    return jax.nn.softmax(scores, axis=-1) @ v


@pytest.mark.parametrize("kind", MASKS)
def test_values_and_gradients_are_pytorchs(kind):
    torch = pytest.importorskip("torch")
    options = MASKS[kind]
    theirs = [torch.tensor(a, requires_grad=True) for a in (Q, K, V)]
    given = {n: torch.tensor(o) if isinstance(o, np.ndarray) else o for n, o in options.items()}
    expected = torch.nn.functional.scaled_dot_product_attention(*theirs, **given)
    ours = [wg.tensor(a, requires_grad=True) for a in (Q, K, V)]
    out = scaled_dot_product_attention(*ours, **options)
    np.testing.assert_allclose(out.numpy(), expected.detach(), rtol=1e-10, atol=1e-12)
    (out * out).sum().backward()
    (expected * expected).sum().backward()
    for a, b in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(a.grad.numpy(), b.grad, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("kind", ["none", "causal", "boolean"])
def test_curvature_is_that_of_jax_eager_and_compiled(kind):
    options = MASKS[kind]
    tangents = [RNG.normal(size=a.shape) for a in (Q, K, V)]
    energy = lambda attend: lambda q, k, v: (attend(q, k, v, **options) ** 3).sum()
    gradient = jax.grad(energy(plain), argnums=(0, 1, 2))
    _, expected = jax.jit(lambda: jax.jvp(gradient, (Q, K, V), tuple(tangents)))()
    ours = lambda *args: wg.jvp(wg.grad(energy(scaled_dot_product_attention), argnums=(0, 1, 2)), args, tangents)[1]
    for found in (ours(Q, K, V), wg.compile(ours)(Q, K, V)):
        for a, b in zip(found, expected, strict=True):
            np.testing.assert_allclose(value_of(a), b, rtol=1e-9, atol=1e-11)


def test_a_mask_that_is_added_has_a_gradient():
    bias = RNG.normal(size=(4, 6))
    f = lambda bias: (scaled_dot_product_attention(Q, K, V, bias) ** 2).sum()
    expected = jax.grad(lambda bias: (plain(Q, K, V, bias=bias) ** 2).sum())
    np.testing.assert_allclose(wg.grad(f)(bias), expected(bias), rtol=1e-9, atol=1e-12)


def test_a_query_without_keys_gives_zeros_and_no_gradient():
    f = lambda q, k, v: scaled_dot_product_attention(q, k, v, ALLOWED)[..., 2, :].sum()
    assert (scaled_dot_product_attention(Q, K, V, ALLOWED)[..., 2, :] == 0).all()
    for order in (wg.grad(f, argnums=(0, 1, 2)), wg.compile(wg.grad(f, argnums=(0, 1, 2)))):
        assert all((value_of(g) == 0).all() for g in order(Q, K, V))


def test_no_query_sees_what_comes_after_it():
    changed = K.copy(), V.copy()
    for a in changed:
        a[..., 3:, :] += 10
    before = scaled_dot_product_attention(Q, K, V, is_causal=True)
    after = scaled_dot_product_attention(Q, *changed, is_causal=True)
    np.testing.assert_array_equal(after[..., :3, :], before[..., :3, :])
    assert (after[..., 3, :] != before[..., 3, :]).any()


def test_the_order_of_keys_does_not_matter_and_that_of_queries_is_kept():
    order, rows = RNG.permutation(6), RNG.permutation(4)
    out = scaled_dot_product_attention(Q, K, V)
    np.testing.assert_allclose(scaled_dot_product_attention(Q, K[:, :, order], V[:, :, order]), out, rtol=1e-12)
    np.testing.assert_allclose(scaled_dot_product_attention(Q[:, :, rows], K, V), out[:, :, rows], rtol=1e-12)


@pytest.mark.parametrize("masked", [False, True])
def test_heads_that_share_keys(masked):
    torch = pytest.importorskip("torch")
    q = RNG.normal(size=(2, 6, 4, 5))
    mask = {"attn_mask": ALLOWED} if masked else {"is_causal": True}
    given = {"attn_mask": torch.tensor(ALLOWED)} if masked else {"is_causal": True}
    args = [torch.tensor(a) for a in (q, K, V)]
    expected = torch.nn.functional.scaled_dot_product_attention(*args, enable_gqa=True, **given)
    found = scaled_dot_product_attention(q, K, V, enable_gqa=True, **mask)
    np.testing.assert_allclose(found, expected, rtol=1e-10, atol=1e-12)


def test_scores_may_be_extreme_and_small_floats_stay_small():
    out = scaled_dot_product_attention(Q * 1e4, K * 1e4, V)
    assert np.isfinite(out).all()
    single = [a.astype("float32") for a in (Q, K, V)]
    for options in MASKS.values():
        assert scaled_dot_product_attention(*single, **options).dtype == np.float32
    half = [jnp.asarray(a, "bfloat16") for a in (Q, K, V)]
    found = scaled_dot_product_attention(*half, attn_mask=ALLOWED)
    assert found.dtype == "bfloat16"
    np.testing.assert_allclose(
        np.asarray(found, "float64"), scaled_dot_product_attention(Q, K, V, ALLOWED), rtol=0.05, atol=0.05
    )


def test_weights_are_dropped_and_the_rest_grows():
    ones = np.ones((1, 400, 1))
    q, k = np.zeros((1, 50, 3)), np.zeros((1, 400, 3))
    out = value_of(scaled_dot_product_attention(q, k, ones, dropout_p=0.25, generator=Generator(0)))
    assert out.std() > 0
    assert abs(out.mean() - 1) < 0.01
    assert out.std() == pytest.approx((0.25 / 0.75 / 400) ** 0.5, rel=0.3)


def test_terms_are_weights_times_their_sums():
    terms, totals = exponentials(Q, K)
    np.testing.assert_allclose((terms / totals).sum(-1), 1, rtol=1e-12)
    assert terms.max() <= 1
    np.testing.assert_array_equal(causal(Q, 3, 3), np.tri(3, dtype=bool))


@pytest.mark.parametrize(
    ("call", "kind", "says"),
    [
        (lambda: scaled_dot_product_attention(Q, K, V, ALLOWED, is_causal=True), ArgumentError, "two masks"),
        (lambda: scaled_dot_product_attention(Q, K, V, ALLOWED.astype(int)), DtypeError, "boolean or added"),
        (lambda: scaled_dot_product_attention(Q, K[..., :4], V), ShapeError, "differ in size"),
        (lambda: scaled_dot_product_attention(Q[:, :2], K, V, enable_gqa=True), ShapeError, "shared evenly"),
    ],
)
def test_what_does_not_fit_is_told(call, kind, says):
    with pytest.raises(kind, match=says):
        call()
