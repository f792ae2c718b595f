"""Cross-entropies of one class of many: PyTorch, scikit-learn, extremes, compiled programs, and what they refuse."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import wengert as wg
from wengert import losses
from wengert.errors import ArgumentError, DtypeError, ShapeError

RNG = np.random.default_rng(0)
X = RNG.normal(size=(6, 3))
T = np.array([0, 1, 2, 2, 1, 0])
W = np.array([0.2, 1.0, 3.0])


@pytest.fixture
def F():
    return pytest.importorskip("torch").nn.functional


@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
class TestAgainstPyTorch:
    @pytest.mark.parametrize("shape", [(6, 3), (2, 3, 4), (2, 3, 4, 5)])
    def test_cross_entropy_of_indices(self, against, F, reduction, shape):
        target = RNG.integers(0, 3, (shape[0], *shape[2:]))
        options = {"weight": W, "ignore_index": 1, "label_smoothing": 0.1, "reduction": reduction}
        against(losses.cross_entropy, F.cross_entropy, RNG.normal(size=shape), target, reduction=reduction)
        against(losses.cross_entropy, F.cross_entropy, RNG.normal(size=shape), target, **options)

    def test_cross_entropy_of_one_sample(self, against, F, reduction):
        against(losses.cross_entropy, F.cross_entropy, RNG.normal(size=3), np.array(2), reduction=reduction)

    def test_samples_with_an_index_of_no_class_are_ignored(self, against, F, reduction):
        target = np.array([0, -100, 2, -100, 1, 1])
        against(losses.cross_entropy, F.cross_entropy, X, target, weight=W, label_smoothing=0.2, reduction=reduction)
        against(losses.nll_loss, F.nll_loss, X, target, weight=W, reduction=reduction)

    def test_cross_entropy_of_probabilities(self, against, F, reduction):
        y = RNG.dirichlet(np.ones(3), (2, 4)).transpose(0, 2, 1)
        options = {"weight": W, "label_smoothing": 0.1, "reduction": reduction}
        against(losses.cross_entropy, F.cross_entropy, RNG.normal(size=(2, 3, 4)), y, **options)

    def test_nll(self, against, F, reduction):
        against(losses.nll_loss, F.nll_loss, X, T, reduction=reduction)
        against(losses.nll_loss, F.nll_loss, RNG.normal(size=(2, 3, 4)), RNG.integers(0, 3, (2, 4)), weight=W,
                ignore_index=2, reduction=reduction)  # fmt: skip


def test_log_loss_is_scikit_learns():
    metrics = pytest.importorskip("sklearn.metrics")
    p = RNG.dirichlet(np.ones(3), 6)
    assert losses.log_loss(p, T) == pytest.approx(metrics.log_loss(T, p), rel=1e-12)
    assert losses.log_loss(p, np.eye(3)[T]) == pytest.approx(metrics.log_loss(T, p), rel=1e-12)


def test_log_loss_of_zero_probability_is_large_and_still_teaches():
    p = np.array([[0.0, 1.0], [1.0, 0.0]])
    value, slope = wg.value_and_grad(lambda p: losses.log_loss(p, np.array([0, 0]), "sum"))(p)
    assert value == 100
    assert slope.tolist() == [[-1e12, 0.0], [-1.0, 0.0]]


def test_the_gradient_is_p_minus_y_at_any_size():
    x = np.array([[1e4, -1e4, 0.0]], "float32")
    gradient = wg.grad(lambda x: losses.cross_entropy(x, np.array([1])))(x)
    assert gradient.dtype == np.float32
    assert gradient.tolist() == [[1.0, -1.0, 0.0]]
    assert losses.cross_entropy(x, np.array([1])) == 2e4


def test_classes_may_be_masked_out_by_infinity():
    x = np.array([[0.0, -np.inf, 0.0]])
    value, slope = wg.value_and_grad(lambda x: losses.cross_entropy(x, np.array([0])))(x)
    assert value == pytest.approx(np.log(2))
    assert slope.tolist() == [[-0.5, 0.0, 0.5]]
    logs = np.array([[0.0, -np.inf]])
    assert losses.nll_loss(logs, np.array([0])) == 0
    assert wg.grad(losses.nll_loss)(logs, np.array([0])).tolist() == [[-1.0, 0.0]]


def test_the_hessian_is_diag_p_minus_p_p():
    x = RNG.normal(size=4)
    p = np.exp(x) / np.exp(x).sum()
    ours = wg.hessian(lambda x: losses.cross_entropy(x, np.array(1)))(x)
    np.testing.assert_allclose(ours, np.diag(p) - np.outer(p, p), atol=1e-12)
    stated = losses.CrossEntropyLoss().output_hessian(x, np.array(1))
    np.testing.assert_allclose([stated(row) for row in np.eye(4)], ours, atol=1e-12)


def test_with_every_sample_ignored_the_loss_and_its_gradient_are_zero():
    none = np.full(6, -100)
    for f in (losses.cross_entropy, losses.nll_loss):
        for of in (wg.value_and_grad(f), wg.compile(wg.value_and_grad(f))):
            value, slope = of(X, none)
            assert float(value) == 0
            assert not np.asarray(slope).any()


def test_float32_stays_float32():
    x = X.astype("float32")
    for options in ({}, {"weight": W}, {"ignore_index": 1}, {"label_smoothing": 0.1}):
        assert losses.cross_entropy(x, T, **options).dtype == np.float32
        assert wg.grad(lambda x, o=options: losses.cross_entropy(x, T, **o))(x).dtype == np.float32
    assert losses.log_loss(abs(x), T).dtype == np.float32


@pytest.mark.parametrize("options", [{}, {"weight": W, "ignore_index": 1}, {"label_smoothing": 0.1}])
def test_compiled_equals_eager(options):
    f = wg.value_and_grad(lambda x, y: losses.cross_entropy(x, y, **options))
    for found, expected in zip(wg.compile(f)(X, T), f(X, T), strict=True):
        np.testing.assert_allclose(np.asarray(found), expected, atol=1e-12)


def test_targets_may_differ_from_example_to_example():
    targets = np.stack([T, T[::-1], np.roll(T, 1)])
    for f in (losses.cross_entropy, losses.nll_loss, losses.CrossEntropyLoss(weight=W, ignore_index=1)):
        np.testing.assert_allclose(wg.vmap(f, (None, 0))(X, targets), [f(X, t) for t in targets])


def test_objects_are_the_functions_with_options():
    assert losses.CrossEntropyLoss(reduction="sum")(X, T) == losses.cross_entropy(X, T, reduction="sum")
    assert losses.NLLLoss(W, 1)(X, T) == losses.nll_loss(X, T, W, 1)
    assert losses.LogLoss("sum")(abs(X), T) == losses.log_loss(abs(X), T, "sum")
    assert repr(losses.NLLLoss()) == "NLLLoss(weight=None, ignore_index=-100, reduction='mean')"


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        (lambda: losses.cross_entropy(np.ones((2, 3)), np.array([0, 3])), ArgumentError, "class index is out of range"),
        (lambda: losses.cross_entropy(np.ones((2, 3)), np.array([0, -1])), ArgumentError, "is out of range"),
        (lambda: losses.cross_entropy(np.ones((2, 3)), np.array([0])), ShapeError, "one class index for each sample"),
        (lambda: losses.cross_entropy(np.ones((2, 3)), np.ones((2, 2))), ShapeError, "different shapes"),
        (lambda: losses.cross_entropy(np.float64(1.0), np.array(0)), ShapeError, "needs an axis of classes"),
        (lambda: losses.CrossEntropyLoss(label_smoothing=2.0), ArgumentError, "label_smoothing is a share"),
        (lambda: losses.cross_entropy(X, T, label_smoothing=-0.1), ArgumentError, "label_smoothing is a share"),
        (lambda: losses.cross_entropy(X, T, weight=np.ones(2)), ShapeError, "one weight for each class"),
        (lambda: losses.nll_loss(np.ones((2, 3)), np.ones(2)), DtypeError, "class indices are integers"),
        (lambda: losses.nll_loss(np.ones((2, 3)), np.array([0, 5])), ArgumentError, "nll_loss: a class index"),
        (lambda: losses.cross_entropy(X, T, reduction="avg"), ArgumentError, "unknown reduction"),
    ],
)
def test_nonsense_is_refused(call, error, says):
    with pytest.raises(error, match=says):
        call()


@given(st.integers(1, 4), st.integers(1, 5), st.lists(st.integers(1, 3), max_size=2), st.integers(0, 99))
def test_any_shape_by_definition(b, c, rest, seed):
    rng = np.random.default_rng(seed)
    x, t = rng.normal(size=(b, c, *rest)), rng.integers(0, c, (b, *rest))
    log_p = x - np.log(np.exp(x).sum(axis=1, keepdims=True))
    expected = -np.take_along_axis(log_p, t[:, None], axis=1)[:, 0]
    np.testing.assert_allclose(losses.cross_entropy(x, t, reduction="none"), expected, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(losses.nll_loss(log_p, t, reduction="none"), expected, rtol=1e-9, atol=1e-12)
