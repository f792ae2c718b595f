"""What every sampler promises."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wengert.arrays import jax_numpy
from wengert.data.sampling import Balanced, InOrder, Sampler, Shuffled, Stratified, Weighted, WithReplacement
from wengert.random import Generator

LABELS = np.array([0, 1, 1, 2, 1, 1, 0, 1, 1, 1, 1])
ALL = {
    "in_order": InOrder(11),
    "shuffled": Shuffled(11),
    "with_replacement": WithReplacement(11),
    "weighted": Weighted(np.arange(11.0)),
    "weighted_once": Weighted(np.arange(1.0, 12.0), replacement=False),
    "stratified": Stratified(LABELS),
    "balanced": Balanced(LABELS),
}
ONCE = ["in_order", "shuffled", "weighted_once", "stratified"]


@pytest.mark.parametrize("sampler", ALL.values(), ids=ALL)
def test_indices_are_there_and_as_many_as_announced(sampler):
    order = sampler.order(Generator(0))
    assert order.dtype.kind == "i"
    assert order.shape == (len(sampler),)
    assert 0 <= order.min() <= order.max() < 11


@pytest.mark.parametrize("sampler", ALL.values(), ids=ALL)
def test_the_same_seed_gives_the_same_order_with_either_array_library(sampler):
    plain, placed = Generator(3), Generator(3)
    placed.key.value, placed.counter.value = (jax_numpy().asarray(t.value) for t in placed.state_tensors())
    for _ in range(2):
        np.testing.assert_array_equal(sampler.order(plain), sampler.order(placed))


@pytest.mark.parametrize("name", [n for n in ALL if n != "in_order"])
def test_every_epoch_has_a_new_order(name):
    generator = Generator(0)
    assert ALL[name].order(generator).tolist() != ALL[name].order(generator).tolist()


@pytest.mark.parametrize("name", ONCE)
def test_every_sample_once(name):
    assert sorted(ALL[name].order(Generator(1)).tolist()) == list(range(11))


@given(st.integers(1, 40), st.integers(0, 5))
def test_every_sample_once_whatever_the_number(count, seed):
    for sampler in (Shuffled(count), Stratified(np.arange(count) % 3), Weighted(np.ones(count), replacement=False)):
        assert sorted(sampler.order(Generator(seed)).tolist()) == list(range(count))


def test_a_sampler_is_abstract():
    with pytest.raises(TypeError):
        Sampler()
