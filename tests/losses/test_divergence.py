"""Divergences: PyTorch, SciPy, zeros in either place, asymmetry, what softmax may do to them."""

import numpy as np
import pytest

import wengert as wg
from wengert import losses
from wengert.losses.divergence import relative_entropy

RNG = np.random.default_rng(0)
P, Q = RNG.dirichlet(np.ones(3), 5), RNG.dirichlet(np.ones(3), 5)


@pytest.mark.parametrize("reduction", ["mean", "sum", "none", "batchmean"])
@pytest.mark.filterwarnings("ignore:reduction. 'mean' divides")
def test_kl_div_is_pytorchs(against, reduction):
    F = pytest.importorskip("torch").nn.functional
    against(losses.kl_div, F.kl_div, np.log(Q), P, reduction=reduction)
    against(losses.kl_div, F.kl_div, np.log(Q), np.log(P), log_target=True, reduction=reduction)


def test_the_textbooks_form_is_scipys():
    stats, distance = pytest.importorskip("scipy.stats"), pytest.importorskip("scipy.spatial.distance")
    np.testing.assert_allclose(losses.kl_divergence(Q, P, "none"), stats.entropy(P, Q, axis=1), rtol=1e-12)
    expected = [distance.jensenshannon(p, q) ** 2 for p, q in zip(P, Q, strict=True)]
    np.testing.assert_allclose(losses.js_divergence(Q, P, "none"), expected, rtol=1e-9)
    assert losses.kl_div(np.log(Q), P, "batchmean") == pytest.approx(losses.kl_divergence(Q, P))


def test_zero_times_log_zero_is_zero():
    p, q = np.array([1.0, 0.0, 0.0]), np.array([0.5, 0.5, 0.0])
    assert losses.kl_divergence(q, p) == pytest.approx(np.log(2))
    with np.errstate(divide="ignore"):
        logs = np.log(q)
    assert losses.kl_div(logs, p, "sum") == pytest.approx(np.log(2))
    assert wg.grad(lambda o: losses.kl_div(o, p, "sum"))(logs).tolist() == [-1.0, 0.0, 0.0]
    with np.errstate(divide="ignore"):
        assert losses.kl_div(logs, np.log(p), "sum", log_target=True) == pytest.approx(np.log(2))
    assert losses.js_divergence(p, p) == 0


def test_kl_is_infinite_where_only_the_output_is_zero_and_js_is_log_two():
    p, q = np.array([1.0, 0.0]), np.array([0.0, 1.0])
    assert losses.kl_divergence(q, p) == np.inf
    assert losses.js_divergence(q, p) == pytest.approx(np.log(2))
    for f in (losses.kl_divergence, losses.js_divergence):
        for argnum in (0, 1):
            assert not np.isnan(wg.grad(f, argnum)(q, p)).any()


def test_probabilities_that_softmax_rounds_to_zero_give_no_nan():
    z = np.array([1e3, 0.0, -1e3])
    for f in (losses.kl_divergence, losses.js_divergence):
        through = lambda z, f=f: f(np.array([0.2, 0.3, 0.5]), wg.softmax(z))
        assert np.isfinite(wg.grad(through)(z)).all()
        assert np.isfinite(wg.grad(lambda z, f=f: f(wg.softmax(z), np.array([1.0, 0.0, 0.0])))(z)).all()


def test_kl_is_not_symmetric_and_js_is():
    assert losses.kl_divergence(P, Q) != pytest.approx(losses.kl_divergence(Q, P), rel=1e-3)
    assert losses.js_divergence(P, Q) == pytest.approx(losses.js_divergence(Q, P))


def test_its_slope_is_finite_where_the_true_one_is_not():
    assert np.isfinite(wg.grad(relative_entropy)(0.0, 0.5))
    assert wg.grad(relative_entropy, 1)(0.0, 0.0) == 0
    assert np.isfinite(wg.grad(relative_entropy)(np.float32(0), np.float32(0)))


def test_single_precision_stays():
    p, q = P.astype("float32"), Q.astype("float32")
    for f in (losses.kl_divergence, losses.js_divergence, losses.kl_div):
        assert f(q, p).dtype == np.float32
        assert wg.grad(f)(q, p).dtype == np.float32
