"""Cross-entropies against PyTorch, at extremes, in higher order, and what they refuse."""

import numpy as np
import pytest

import wengert as wg
from wengert import losses
from wengert.errors import ArgumentError, DtypeError, ShapeError

torch = pytest.importorskip("torch")
F = torch.nn.functional
RNG = np.random.default_rng(0)


def compare(ours, theirs, x, *target, **options):
    """Values and gradients in x."""
    mine, other = wg.tensor(x, requires_grad=True), torch.tensor(x, requires_grad=True)
    out, expected = ours(mine, *target, **options), theirs(other, *map(torch.as_tensor, target), **options)
    np.testing.assert_allclose(out.numpy(), expected.detach().numpy(), atol=1e-12)
    weights = np.arange(1.0, out.size + 1).reshape(out.shape)
    (out * weights).sum().backward()
    (expected * torch.tensor(weights)).sum().backward()
    np.testing.assert_allclose(mine.grad.numpy(), other.grad.numpy(), atol=1e-12)


@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
class TestAgainstPyTorch:
    @pytest.mark.parametrize("shape", [(6, 3), (2, 3, 4), (2, 3, 4, 5)])
    def test_cross_entropy_of_indices(self, reduction, shape):
        target = RNG.integers(0, 3, (shape[0], *shape[2:]))
        compare(losses.cross_entropy, F.cross_entropy, RNG.normal(size=shape), target, reduction=reduction)

    def test_cross_entropy_of_one_sample(self, reduction):
        compare(losses.cross_entropy, F.cross_entropy, RNG.normal(size=3), np.array(2), reduction=reduction)

    def test_cross_entropy_with_smoothing(self, reduction):
        target, options = RNG.integers(0, 3, 6), {"reduction": reduction, "label_smoothing": 0.1}
        compare(losses.cross_entropy, F.cross_entropy, RNG.normal(size=(6, 3)), target, **options)
        assert losses.CrossEntropyLoss(**options).label_smoothing == 0.1

    def test_nll(self, reduction):
        compare(losses.nll_loss, F.nll_loss, RNG.normal(size=(6, 3)), RNG.integers(0, 3, 6), reduction=reduction)

    def test_bce_with_logits(self, reduction):
        x, y = 5 * RNG.normal(size=(6, 3)), RNG.random((6, 3))
        compare(losses.bce_with_logits, F.binary_cross_entropy_with_logits, x, y, reduction=reduction)


def test_cross_entropy_of_probabilities():
    y = RNG.random((6, 3))
    compare(losses.cross_entropy, F.cross_entropy, RNG.normal(size=(6, 3)), y / y.sum(1, keepdims=True))


def test_the_gradient_is_p_minus_y_at_any_size():
    x = np.array([[1e4, -1e4, 0.0]], "float32")
    gradient = wg.grad(lambda x: losses.cross_entropy(x, np.array([1])))(x)
    assert gradient.dtype == np.float32
    assert gradient.tolist() == [[1.0, -1.0, 0.0]]
    assert losses.cross_entropy(x, np.array([1])) == 2e4


def test_the_hessian_is_diag_p_minus_p_p():
    x = RNG.normal(size=4)
    p = np.exp(x) / np.exp(x).sum()
    ours = wg.hessian(lambda x: losses.cross_entropy(x, np.array(1)))(x)
    np.testing.assert_allclose(ours, np.diag(p) - np.outer(p, p), atol=1e-12)


def test_a_sure_logit_is_no_nan():
    x = np.array([800.0, -800.0])
    value, slope = wg.value_and_grad(lambda x: losses.bce_with_logits(x, np.array([0.0, 1.0])))(x)
    assert value == 800
    np.testing.assert_allclose(slope, [0.5, -0.5])


def test_float32_stays_float32():
    x = RNG.normal(size=(4, 3)).astype("float32")
    assert losses.cross_entropy(x, np.zeros(4, int)).dtype == np.float32
    assert losses.bce_with_logits(x, np.ones((4, 3), bool)).dtype == np.float32


def test_compiled_equals_eager():
    x, y = RNG.normal(size=(4, 3)), RNG.integers(0, 3, 4)
    step = wg.compile(wg.grad(losses.cross_entropy))
    np.testing.assert_allclose(np.asarray(step(x, y)), wg.grad(losses.cross_entropy)(x, y), atol=1e-12)


def test_objects_are_the_functions_with_options():
    x, y = RNG.normal(size=(4, 3)), RNG.integers(0, 3, 4)
    assert losses.CrossEntropyLoss("sum")(x, y) == losses.cross_entropy(x, y, "sum")
    assert losses.NLLLoss()(x, y) == losses.nll_loss(x, y)
    assert losses.BCEWithLogitsLoss()(x, x * 0) == losses.bce_with_logits(x, x * 0)
    assert repr(losses.CrossEntropyLoss("sum")) == "CrossEntropyLoss(reduction='sum', label_smoothing=0.0)"


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        (
            lambda: losses.cross_entropy(np.ones((2, 3)), np.array([0, 3])),
            ArgumentError,
            "a class index is out of range",
        ),
        (
            lambda: losses.cross_entropy(np.ones((2, 3)), np.array([0, -1])),
            ArgumentError,
            "a class index is out of range",
        ),
        (lambda: losses.cross_entropy(np.ones((2, 3)), np.array([0])), ShapeError, "one class index for each sample"),
        (lambda: losses.cross_entropy(np.ones((2, 3)), np.ones((2, 2))), ShapeError, "different shapes"),
        (lambda: losses.cross_entropy(np.float64(1.0), np.array(0)), ShapeError, "needs an axis of classes"),
        (lambda: losses.CrossEntropyLoss(label_smoothing=2.0), ArgumentError, "label_smoothing is a share"),
        (lambda: losses.nll_loss(np.ones((2, 3)), np.ones(2)), DtypeError, "class indices are integers"),
        (lambda: losses.bce_with_logits(np.ones((2, 1)), np.ones(2)), ShapeError, r"target.reshape\(\(2, 1\)\)"),
        (lambda: losses.cross_entropy(np.ones((2, 3)), np.zeros(2, int), "avg"), ArgumentError, "unknown reduction"),
    ],
)
def test_nonsense_is_refused(call, error, says):
    with pytest.raises(error, match=says):
        call()
