"""Batches of one, of some and of all samples: updates in an epoch, the epoch itself, and the noise of its gradients.

GV-034, GV-035, GV-075.
"""

from itertools import combinations, product

import numpy as np
import pytest

import wengert as wg
from wengert.data import DataLoader
from wengert.data.sampling import Shuffled, WithReplacement
from wengert.random import Generator


def updates(samples, batch_size):
    return len(DataLoader((np.zeros(samples), np.zeros(samples)), batch_size))


def test_updates_in_an_epoch(golden):
    g = golden("GV-035")
    g.check("60000/10", updates(60_000, 10))
    g.check("100/20", updates(100, 20))
    g.check("1280/128", updates(1280, 128))
    assert (updates(7, 1), updates(7, None)) == (7, 1)


def network(theta):
    """2-2-1, sigmoid inside, identity outside, float64; weights in the order of the example."""
    model = wg.nn.Sequential(wg.nn.Linear(2, 2, dtype="float64"), wg.nn.Sigmoid(), wg.nn.Linear(2, 1, dtype="float64"))
    w = np.array(theta)
    model.load_state_dict(
        {"0.weight": w[[[0, 1], [3, 4]]], "0.bias": w[[2, 5]], "2.weight": w[None, 6:8], "2.bias": w[8:]}
    )
    return model


def flat(model, read):
    a, b, c, d = (np.asarray(read(p)) for p in model.parameters())
    return np.concatenate([[*a[0], b[0], *a[1], b[1]], c[0], d])


def half_squared(output, y):
    return ((output[:, 0] - y) ** 2).mean() / 2


def pair(g):
    samples = g.inputs["data"]
    return np.array([s["a0"] for s in samples]), np.array([s["y"] for s in samples])


def one_epoch(g, batch_size, shuffle):
    model = network(g.inputs["theta"])
    optimizer = wg.optim.SGD(model, lr=g.inputs["alpha"])
    for x, y in DataLoader(pair(g), batch_size, shuffle, generator=Generator(0)):
        optimizer.zero_grad()
        half_squared(model(x), y).backward()
        optimizer.step()
    return model


def test_one_epoch_of_the_full_batch_is_one_step_by_the_mean_gradient(golden):
    g = golden("GV-034")
    model = one_epoch(g, None, shuffle=True)
    g.check("mean_grad", flat(model, lambda p: p.grad.value))
    g.check("theta_after_full_batch_step", flat(model, lambda p: p.value))
    g.check("mean_loss_before", half_squared(network(g.inputs["theta"])(pair(g)[0]), pair(g)[1]))
    g.check("mean_loss_after", half_squared(model(pair(g)[0]), pair(g)[1]))


def test_one_epoch_of_single_samples_in_order(golden):
    g = golden("GV-034")
    model = one_epoch(g, 1, shuffle=False)
    g.check("theta_after_one_SGD_epoch (samples in order)", flat(model, lambda p: p.value))


@pytest.mark.parametrize("k", [1, 2, 3])
def test_gradients_of_single_samples(golden, k):
    g = golden("GV-034")
    model = network(g.inputs["theta"])
    x, y = list(DataLoader(pair(g), 1, shuffle=False))[k - 1]
    loss = half_squared(model(x), y)
    loss.backward()
    g.check(f"sample {k}: loss", loss)
    g.check(f"sample {k}: grad", flat(model, lambda p: p.grad.value))


def test_the_noise_of_a_batch_enumerated(golden):
    g = golden("GV-075")
    gradients = np.array(g.inputs["per_sample_gradients"])
    g.check("full gradient as SUM", gradients.sum())
    g.check("full gradient as MEAN", gradients.mean())
    for size in (1, 2, 4):
        draws = np.array(list(product(gradients, repeat=size)))
        g.check(f"sd of mean, B={size}, with replacement (enumerated)", draws.mean(axis=1).std())
        g.check(f"sd of SUM, B={size}", draws.sum(axis=1).std())
    for size in (1, 2, 3, 4):
        draws = np.array(list(combinations(gradients, size)))
        g.check(f"sd of mean, B={size}, WITHOUT replacement (enumerated)", draws.mean(axis=1).std())


def first_batches(sampler, gradients, size):
    generator = Generator(0)
    loader = DataLoader((gradients, gradients), size, sampler=sampler, generator=generator)
    return np.array([next(iter(loader))[0].mean() for _ in range(3000)])


@pytest.mark.parametrize(("kind", "words"), [(WithReplacement, "with replacement"), (Shuffled, "WITHOUT replacement")])
def test_the_noise_of_our_batches_is_that_of_the_enumeration(golden, kind, words):
    g = golden("GV-075")
    gradients = np.array(g.inputs["per_sample_gradients"])
    means = first_batches(kind(4), gradients, 2)
    g.check("E[single-sample gradient]", means.mean(), rtol=0.03)
    g.check(f"sd of mean, B=2, {words} (enumerated)", means.std(), rtol=0.05)


def test_a_hundred_times_the_batch_is_a_tenth_of_the_noise(golden):
    g = golden("GV-075")
    gradients = np.array(g.inputs["per_sample_gradients"])
    order = WithReplacement(4, draws=400_000).order(Generator(0))
    draws = gradients[order].reshape(1000, 400)
    one, hundred = draws[:, 0].std(), draws[:, :100].mean(axis=1).std()
    g.check("ratio of noise when B grows by 100", one / hundred, rtol=0.06)
