"""Poisson and Gaussian likelihoods: PyTorch's values, SciPy's densities, small variances, refusals."""

import numpy as np
import pytest

import wengert as wg
from wengert import losses
from wengert.errors import ArgumentError, ShapeError

RNG = np.random.default_rng(0)
X, Y, V = RNG.normal(size=(5, 3)), RNG.normal(size=(5, 3)), RNG.uniform(0.3, 2.0, (5, 3))
COUNTS = np.array([[0, 1, 5], [2, 0, 3], [1, 1, 9], [4, 0, 0], [7, 2, 1]]) * 1.0


@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
def test_they_are_pytorchs(against, reduction):
    torch = pytest.importorskip("torch")
    F, counts = torch.nn.functional, torch.tensor(COUNTS)
    counted = lambda f, counts: lambda x, **options: f(x, counts, **options)
    for full in (False, True):
        options = {"reduction": reduction, "full": full}
        against(counted(losses.poisson_nll_loss, COUNTS), counted(F.poisson_nll_loss, counts), X, **options)
        against(losses.gaussian_nll_loss, F.gaussian_nll_loss, X, Y, V, **options)
        against(losses.gaussian_nll_loss, F.gaussian_nll_loss, X, Y, V[:, :1], **options)
        against(losses.gaussian_nll_loss, F.gaussian_nll_loss, X, Y, V[:, 0], **options)
    rates = counted(losses.poisson_nll_loss, COUNTS), counted(F.poisson_nll_loss, counts)
    against(*rates, V, log_input=False, reduction=reduction)


def test_the_constants_left_out_are_all_that_is_missing():
    stats = pytest.importorskip("scipy.stats")
    full = losses.gaussian_nll_loss(X, Y, V, full=True, reduction="none")
    np.testing.assert_allclose(full, -stats.norm.logpdf(Y, X, np.sqrt(V)), rtol=1e-12)
    from scipy.special import gammaln

    poisson = losses.poisson_nll_loss(X, COUNTS, reduction="none")
    np.testing.assert_allclose(poisson + gammaln(COUNTS + 1), -stats.poisson.logpmf(COUNTS, np.exp(X)), rtol=1e-9)


def test_a_variance_that_fell_too_low_is_still_pulled_up():
    torch = pytest.importorskip("torch")
    v = np.array([0.0, 1e-9, 1e-6, 1.0])
    slope = wg.grad(lambda v: losses.gaussian_nll_loss(np.zeros(4), np.ones(4), v, reduction="sum"))(v)
    t = torch.tensor(v, requires_grad=True)
    torch.nn.functional.gaussian_nll_loss(torch.zeros(4), torch.ones(4), t, reduction="sum").backward()
    np.testing.assert_allclose(slope, t.grad.numpy(), rtol=1e-12)
    assert (slope[:3] < 0).all()


def test_one_variance_for_all():
    assert losses.gaussian_nll_loss(X, Y, 1.0) == pytest.approx(0.5 * losses.mse_loss(X, Y))


def test_counts_of_zero_are_no_nan():
    x = np.array([-1e3, -1e3])
    loss = losses.PoissonNLLLoss(full=True, reduction="sum")
    value, slope = wg.value_and_grad(loss)(x, np.array([0, 1]))
    assert value == 1000
    assert slope.tolist() == [0.0, -1.0]


def test_single_precision_stays():
    x = X.astype("float32")
    assert losses.poisson_nll_loss(x, COUNTS.astype(int), full=True).dtype == np.float32
    assert losses.gaussian_nll_loss(x, Y.astype("float32"), V, full=True).dtype == np.float32


def test_nonsense_is_refused():
    with pytest.raises(ShapeError, match="variances do not fit"):
        losses.gaussian_nll_loss(X, Y, V[:2])
    with pytest.raises(ArgumentError, match="variances are not negative"):
        losses.gaussian_nll_loss(X, Y, -V)
