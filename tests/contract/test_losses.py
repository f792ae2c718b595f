"""Every loss keeps the contract of all losses: the registry is the test table, the samples are the losses' own.

Knows which few losses are excused from what, and why. The check itself is public: `wengert.testing.check_loss`.
"""

import itertools

import numpy as np
import pytest

import wengert as wg
from wengert.errors import ShapeError
from wengert.losses import LOSSES, by_name
from wengert.testing import check_loss
from wengert.transforms.gradcheck import gradcheck

CASES = [(name, k) for name, cls in LOSSES.items() for k in range(len(cls.samples))]

# Loss -> why its gradient is not that of its number.
CONSTANT_PARTS = {"ciou": "α is held constant, as in its paper"}
# Loss -> why a sample cannot be repeated.
COUPLED = {
    "triplet": "triplets are chosen among the samples of the batch",
    "info_nce": "the samples of the batch are each other's negatives",
    "nt_xent": "the samples of the batch are each other's negatives",
    "ctc": "time comes before the samples",
}


def drawn(name, k):
    """A loss and the arguments of a call."""
    sample = LOSSES[name].samples[k]
    return by_name(name, **sample.params), sample.draw(np.random.default_rng(k))


@pytest.mark.parametrize(("name", "k"), CASES)
class TestEveryLoss:
    def test_keeps_the_contract(self, name, k):
        loss, args = drawn(name, k)
        if k == 0:
            check_loss(loss, *args, order=0 if name in CONSTANT_PARTS else 2)
        elif name not in CONSTANT_PARTS:
            # Other options are the same program with other numbers: compiling it again would show nothing new.
            gradcheck(loss, *map(np.asarray, args), order=2, mode="projected")

    def test_maps_over_a_batch_of_calls(self, name, k):
        loss, first = drawn(name, k)
        second = [a if a.dtype.kind in "iub" else 0.9 * a + 0.01 for a in map(np.asarray, first)]
        if np.ndim(first[-1]) == 1 and np.asarray(first[-1]).dtype.kind == "i" and name != "ctc":
            second[-1] = np.roll(first[-1], 1)
        batch = [np.stack(pair) for pair in zip(first, second, strict=True)]
        np.testing.assert_allclose(wg.vmap(loss)(*batch), [loss(*first), loss(*second)], rtol=1e-12)

    def test_the_hessian_that_is_stated_is_the_one_there_is(self, name, k):
        loss, args = drawn(name, k)
        assert bool(loss.facts.hessian) == (loss.curvature(*args) is not None)
        if not loss.facts.hessian:
            return
        v = np.random.default_rng(1).normal(size=np.shape(args[0]))
        weights = np.arange(1.0, 1.0 + len(args[0])) if np.ndim(loss_terms(loss, args)) else None
        for w in (None, weights):
            found = loss.output_hessian(*args, sample_weight=w)(v)
            expected = wg.hvp(lambda o, w=w: loss(o, *args[1:], sample_weight=w), (args[0],), (v,))
            np.testing.assert_allclose(np.broadcast_to(found, v.shape), expected, rtol=1e-9, atol=1e-12)

    def test_is_convex_where_it_says_so(self, name, k):
        loss, args = drawn(name, k)
        if not loss.facts.convex:
            return
        # Between two outputs no value is above the chord.
        rng = np.random.default_rng(2)
        other = np.asarray(args[0]) * rng.uniform(0.8, 1.0, np.shape(args[0]))
        for share in (0.25, 0.5, 0.75):
            between = share * args[0] + (1 - share) * other
            chord = share * loss(*args) + (1 - share) * loss(other, *args[1:])
            assert loss(between, *args[1:]) <= chord + 1e-12

    def test_a_weight_of_two_is_the_sample_seen_twice(self, name, k):
        loss, args = drawn(name, k)
        if name in COUPLED or np.ndim(args[0]) == 0 or loss.reduction == "none":
            return
        rows = np.shape(loss_terms(loss, args))
        if not rows:
            return
        times = np.arange(rows[0]) % 3
        repeated = [np.repeat(a, times, axis=0) for a in args]
        for reduction, weighted in itertools.product(("mean", "sum", "batchmean"), (times,)):
            loss.reduction = reduction
            np.testing.assert_allclose(loss(*args, sample_weight=weighted), loss(*repeated), rtol=1e-12)
        loss.reduction = "none"
        with pytest.raises(ShapeError, match="one weight for each sample"):
            loss(*args, sample_weight=np.ones(rows[0] + 1))

    def test_its_seed_is_its_gradient(self, name, k):
        loss, args = drawn(name, k)
        np.testing.assert_array_equal(loss.seed(*args), wg.grad(loss)(*args))


def loss_terms(loss, args):
    """The terms of a loss, before any reduction."""
    return type(loss).formula(*args, **{**vars(loss), "reduction": "none"})


@pytest.mark.parametrize("name", LOSSES)
class TestEveryEntry:
    def test_can_be_built_from_its_name_alone(self, name):
        loss = by_name(name)
        assert loss.name == name
        assert repr(loss).startswith(type(loss).__name__)

    def test_says_what_it_is_for(self, name):
        facts = LOSSES[name].facts
        assert all(getattr(facts, word) for word in ("task", "formula", "seed", "strengths", "weaknesses", "source"))

    def test_is_exported_with_its_function(self, name):
        cls = LOSSES[name]
        assert getattr(wg.losses, cls.__name__) is cls
        assert getattr(wg.losses, cls.formula.__name__) is cls.formula


def test_excuses_are_of_losses_that_exist():
    assert CONSTANT_PARTS.keys() | COUPLED.keys() <= LOSSES.keys()
