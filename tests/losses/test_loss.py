"""The base of the loss objects, the registry, weights of samples, and output Hessians that nobody stated."""

import inspect

import numpy as np
import pytest

import wengert as wg
from wengert import losses
from wengert.errors import ArgumentError, ShapeError
from wengert.losses import LOSSES, Facts, Loss, by_name

RNG = np.random.default_rng(0)
FACTS = Facts(task="a", formula="b", seed="c", strengths="d", weaknesses="e")


def test_an_unknown_reduction_is_refused_at_once():
    with pytest.raises(ArgumentError, match="unknown reduction"):
        Loss("average")


def test_a_loss_without_formula_is_told():
    with pytest.raises(ArgumentError, match="states no formula"):
        Loss()(1.0, 2.0)


def test_a_loss_of_ones_own_is_registered_by_name():
    class Cubic(Loss, name="cubic of a test"):
        formula = staticmethod(lambda o, y, reduction="mean": losses.reduce.reduced(abs(o - y) ** 3, reduction))
        facts = FACTS
        samples = ()

    try:
        loss = by_name("cubic of a test", reduction="sum")
        assert isinstance(loss, Cubic)
        assert loss(np.array([2.0, 1.0]), np.array([0.0, 0.0])) == 9
        with pytest.raises(ArgumentError, match="there is a loss of that name"):
            type("Other", (Cubic,), {"formula": None, "facts": FACTS, "samples": ()}, name="cubic of a test")
    finally:
        del LOSSES["cubic of a test"]


def test_a_registered_loss_must_say_what_it_is():
    with pytest.raises(ArgumentError, match="states what it is") as caught:
        type("Silent", (Loss,), {"facts": FACTS}, name="silent")
    assert "no formula, samples" in str(caught.value)
    assert "silent" not in LOSSES


def test_a_wrong_name_or_option_gets_a_suggestion():
    with pytest.raises(ArgumentError, match="did you mean huber"):
        by_name("hubert")
    with pytest.raises(ArgumentError, match="did you mean delta"):
        by_name("huber", delt=1.0)


def test_options_are_named_in_the_representation():
    assert repr(by_name("huber", delta=0.5)) == "HuberLoss(reduction='mean', delta=0.5)"


def test_weights_of_samples_are_those_of_scikit_learn():
    metrics = pytest.importorskip("sklearn.metrics")
    o, y, w = RNG.normal(size=7), RNG.normal(size=7), RNG.random(7)
    found = losses.MSELoss()(o, y, sample_weight=w)
    np.testing.assert_allclose(found, metrics.mean_squared_error(y, o, sample_weight=w))
    p = RNG.dirichlet(np.ones(3), 7)
    classes = np.array([0, 1, 2, 1, 0, 2, 2])
    expected = metrics.log_loss(classes, p, sample_weight=w)
    np.testing.assert_allclose(losses.LogLoss()(p, classes, sample_weight=w), expected)
    np.testing.assert_allclose(losses.CrossEntropyLoss()(np.log(p), classes, sample_weight=w), expected)


def test_weights_of_samples_and_of_classes_multiply():
    x, y, w = RNG.normal(size=(5, 3)), np.array([0, 1, 2, -100, 1]), np.array([1.0, 2.0, 0.5, 7.0, 0.0])
    of_class = np.array([0.5, 1.0, 3.0])
    found = losses.CrossEntropyLoss(weight=of_class)(x, y, sample_weight=w)
    terms = losses.cross_entropy(x, y, weight=of_class, reduction="none")
    assert terms[3] == 0
    np.testing.assert_allclose(found, (w * terms).sum() / (w * of_class[y % 100] * (y >= 0)).sum())


def test_weights_that_are_all_zero_give_zero():
    assert losses.MSELoss()(np.ones(3), np.zeros(3), sample_weight=np.zeros(3)) == 0


def test_weights_keep_single_precision():
    o, y = np.ones((3, 2), "float32"), np.zeros((3, 2), "float32")
    for reduction in ("mean", "sum", "none", "batchmean"):
        assert losses.MSELoss(reduction)(o, y, sample_weight=[1, 2, 3]).dtype == np.float32


def test_weights_in_a_compiled_program():
    o, y, w = RNG.normal(size=(4, 3)), RNG.integers(0, 3, 4), RNG.random(4)
    loss = losses.CrossEntropyLoss(ignore_index=1)
    step = wg.compile(wg.grad(lambda o, w: loss(o, y, sample_weight=w)))
    np.testing.assert_allclose(step(o, w), loss.seed(o, y, sample_weight=w), rtol=1e-12)


def test_an_output_hessian_of_many_numbers_is_refused():
    with pytest.raises(ArgumentError, match="of one number only"):
        losses.MSELoss("none").output_hessian(np.ones(2), np.zeros(2))


def test_without_a_closed_form_the_product_is_swept():
    o, y, v = RNG.random((2, 4)), RNG.integers(0, 2, (2, 4)), RNG.normal(size=(2, 4))
    loss = losses.DiceLoss()
    assert loss.curvature(o, y) is None
    found = loss.output_hessian(o, y, sample_weight=np.array([1.0, 3.0]))(v)
    H = wg.hessian(lambda o: loss(o, y, sample_weight=np.array([1.0, 3.0])))(o)
    np.testing.assert_allclose(found, np.tensordot(H, v, 2), atol=1e-12)


def test_a_weight_of_another_length_is_refused():
    with pytest.raises(ShapeError, match="one weight for each sample"):
        losses.MSELoss()(np.ones((3, 2)), np.zeros((3, 2)), sample_weight=np.ones((3, 2)))


@pytest.mark.parametrize("name", ["cross_entropy", "gaussian_nll"])
def test_the_output_hessian_is_the_one_jax_finds(name):
    jax = pytest.importorskip("jax")
    loss = by_name(name)
    o, *others = loss.samples[0].draw(np.random.default_rng(0))
    H = np.asarray(jax.hessian(lambda o: loss(o, *others))(o)).reshape(o.size, o.size)
    product = loss.output_hessian(o, *others)
    for column, unit in zip(H.T, np.eye(o.size), strict=True):
        np.testing.assert_allclose(np.ravel(product(unit.reshape(o.shape))), column, atol=1e-12)


def test_fit_compiles_weights_of_classes_and_ignored_samples():
    x, y = RNG.normal(size=(12, 4)).astype("float32"), RNG.integers(0, 3, 12)
    seen = []
    for compiled in (True, False):
        wg.manual_seed(0)
        model = wg.nn.Linear(4, 3)
        loss = losses.CrossEntropyLoss(weight=[0.5, 1.0, 2.0], ignore_index=1)
        optimizer = wg.optim.SGD(model, lr=0.1)
        seen.append(wg.train.fit(model, (x, y), loss, optimizer, epochs=2, batch_size=4, compiled=compiled)["loss"])
    np.testing.assert_allclose(*seen, rtol=1e-5)


def test_every_loss_of_pytorch_is_here_with_its_options_in_order():
    nn = pytest.importorskip("torch.nn")
    names = {name for name in dir(nn) if name.endswith("Loss")}
    # These two hold the weights of a last layer: layers more than losses.
    missing = names - set(losses.__all__) - {"AdaptiveLogSoftmaxWithLoss", "LinearCrossEntropyLoss"}
    assert not missing
    for name in names & set(losses.__all__):
        theirs = [o for o in inspect.signature(getattr(nn, name)).parameters if o not in ("size_average", "reduce")]
        assert list(inspect.signature(getattr(losses, name)).parameters) == theirs, name
