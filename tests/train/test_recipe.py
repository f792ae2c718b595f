"""Recipes: parts of a batch make the step of the whole; penalties, augmentation and what follows a step take part."""

import numpy as np
import pytest

import wengert as wg
from wengert import losses, nn, optim
from wengert.data.augment import Noise
from wengert.errors import ArgumentError
from wengert.random import Generator
from wengert.tensor import Tensor
from wengert.train import fit
from wengert.train.recipe import Recipe

RNG = np.random.default_rng(0)
X = RNG.normal(size=(23, 4)).astype("float32")
Y = RNG.integers(0, 3, 23).astype("int32")


def trained(compiled=False, **recipe):
    model = nn.mlp("5", 4, 3, activation="tanh", generator=Generator(1))
    options = {"epochs": 2, "batch_size": 10, "shuffle": False, "compiled": compiled, "recipe": Recipe(**recipe)}
    history = fit(model, (X, Y), losses.cross_entropy, optim.SGD(model, lr=0.5, momentum=0.9), **options)
    return np.concatenate([p.numpy().ravel() for p in model.parameters()]), history


@pytest.mark.parametrize("parts", [2, 3, 7, 50])
def test_parts_of_unequal_size_make_the_step_of_the_whole_batch(parts):
    whole, history = trained()
    ours, its_history = trained(accumulate=parts)
    np.testing.assert_allclose(ours, whole, atol=2e-6)
    np.testing.assert_allclose(its_history["loss"], history["loss"], rtol=1e-5)
    np.testing.assert_allclose(its_history["accuracy"], history["accuracy"], rtol=1e-5)


def test_a_penalty_is_added_once_however_many_parts_there_are():
    penalty = lambda model: 0.05 * sum((p * p).sum() for p in model.parameters())
    by_hand, optimizer = nn.mlp("5", 4, 3, activation="tanh", generator=Generator(1)), None
    optimizer = optim.SGD(by_hand, lr=0.5, momentum=0.9)
    for _ in range(2):
        for start in (0, 10, 20):
            optimizer.zero_grad()
            rows = slice(start, start + 10)
            (losses.cross_entropy(by_hand(X[rows]), Y[rows]) + penalty(by_hand)).backward()
            optimizer.step()
    wanted = np.concatenate([p.numpy().ravel() for p in by_hand.parameters()])
    for options in ({}, {"accumulate": 3}, {"compiled": True}):
        ours, history = trained(penalty=penalty, **options)
        np.testing.assert_allclose(ours, wanted, atol=2e-6)
        assert history["penalty"][0] > 0
        assert history["loss"][0] == pytest.approx(trained()[1]["loss"][0], abs=0.2)


def test_augmentation_draws_the_same_numbers_compiled_and_eagerly_and_never_twice():
    noise = Noise(0.5)
    eager, _ = trained(augment=noise, generator=Generator(3))
    compiled, _ = trained(augment=noise, generator=Generator(3), compiled=True)
    np.testing.assert_allclose(compiled, eager, atol=5e-6)
    assert np.abs(trained()[0] - eager).max() > 1e-3
    assert np.abs(trained(augment=noise, generator=Generator(4))[0] - eager).max() > 1e-3
    wg.manual_seed(3)
    np.testing.assert_array_equal(trained(augment=noise)[0], eager)


class Counter:
    """Counts the steps it follows."""

    def __init__(self):
        self.count = Tensor(np.int32(0))

    def __call__(self):
        self.count.value = self.count.value + 1

    def state_tensors(self):
        return [self.count]


@pytest.mark.parametrize("compiled", [False, True])
def test_what_follows_a_step_follows_every_one(compiled):
    counter = Counter()
    trained(compiled=compiled, after_step=[counter])
    assert counter.count.item() == 6
    assert isinstance(counter.count.value, np.generic | np.ndarray)


def test_nonsense_is_refused():
    with pytest.raises(ArgumentError, match="accumulate is a positive integer"):
        Recipe(accumulate=0)


def test_a_recipe_of_nothing_is_a_plain_step():
    assert Recipe().holders() == ()
    assert wg.train.Recipe is Recipe
