"""The variational loss against PyTorch's distributions, and its derivatives."""

import numpy as np
import pytest

import wengert as wg
from wengert.errors import ArgumentError
from wengert.losses import elbo_loss, normal_divergence
from wengert.transforms import gradcheck

RNG = np.random.default_rng(0)
LOGITS, MEAN, LOG_VARIANCE = RNG.normal(size=(4, 2, 3)), RNG.normal(size=(4, 5)), RNG.normal(size=(4, 5))
TARGET = RNG.uniform(size=(4, 2, 3))


def test_the_divergence_is_pytorchs():
    torch = pytest.importorskip("torch")
    d = torch.distributions
    normal = d.Normal(torch.tensor(MEAN), torch.tensor(LOG_VARIANCE).mul(0.5).exp())
    wanted = d.kl_divergence(normal, d.Normal(0.0, 1.0)).sum(-1).numpy()
    np.testing.assert_allclose(normal_divergence(MEAN, LOG_VARIANCE), wanted, rtol=1e-12)


def test_the_bound_is_pixels_plus_code():
    torch = pytest.importorskip("torch")
    pixels = torch.nn.functional.binary_cross_entropy_with_logits(
        torch.tensor(LOGITS), torch.tensor(TARGET), reduction="none"
    )
    wanted = pixels.sum((1, 2)).numpy() + 0.5 * normal_divergence(MEAN, LOG_VARIANCE)
    output = (LOGITS, MEAN, LOG_VARIANCE)
    np.testing.assert_allclose(elbo_loss(output, TARGET, 0.5, "none"), wanted, rtol=1e-12)
    np.testing.assert_allclose(elbo_loss(output, TARGET, 0.5), wanted.mean(), rtol=1e-12)


def test_its_derivatives_to_second_order():
    gradcheck(lambda *output: elbo_loss(output, TARGET), LOGITS, MEAN, LOG_VARIANCE, order=2)
    compiled = wg.compile(wg.grad(lambda m: elbo_loss((LOGITS, m, LOG_VARIANCE), TARGET)))
    np.testing.assert_allclose(np.asarray(compiled(MEAN)), MEAN / 4, rtol=1e-12)


def test_nonsense_is_refused():
    with pytest.raises(ArgumentError, match="needs logits, mean and log variance"):
        elbo_loss(LOGITS, TARGET)
    with pytest.raises(ArgumentError, match="beta"):
        elbo_loss((LOGITS, MEAN, LOG_VARIANCE), TARGET, beta=-1.0)
