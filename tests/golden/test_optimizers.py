"""Three steps of every textbook method, one epoch by batch and by sample, and the noise of batches.

GV-034, GV-075, GV-120.
"""

from itertools import product

import numpy as np
import pytest

import wengert as wg
from wengert import optim

METHODS = {
    "sgd": lambda p: optim.SGD(p, lr=0.1),
    "momentum_ema": lambda p: optim.Momentum(p, lr=0.1, beta=0.9),
    "momentum_classical": lambda p: optim.SGD(p, lr=0.1, momentum=0.9),
    "adagrad eps=1e-8 inside": lambda p: optim.Adagrad.textbook(p, lr=0.1),
    "adagrad eps=1e-8 outside": lambda p: optim.Adagrad(p, lr=0.1, eps=1e-8),
    "rmsprop eps=1e-8 inside": lambda p: optim.RMSprop.textbook(p, lr=0.1),
    "rmsprop eps=1e-8 outside": lambda p: optim.RMSprop(p, lr=0.1, alpha=0.9),
    "adam eps=1e-8 inside": lambda p: optim.Adam.textbook(p, lr=0.1),
    "adam eps=1e-8 outside": lambda p: optim.Adam(p, lr=0.1),
    "adamw eps=1e-8 inside": lambda p: optim.AdamW.textbook(p, lr=0.1, weight_decay=0.01),
    "adamw eps=1e-8 outside": lambda p: optim.AdamW(p, lr=0.1, weight_decay=0.01),
    "lamb eps=1e-8 inside": lambda p: optim.LAMB.textbook(p, lr=0.1),
    "lamb eps=1e-8 outside": lambda p: optim.LAMB(p, lr=0.1, eps=1e-8),
    "adam eps=0.01 inside": lambda p: optim.Adam.textbook(p, lr=0.1, eps=1e-2),
    "adam eps=0.01 outside": lambda p: optim.Adam(p, lr=0.1, eps=1e-2),
}


@pytest.mark.parametrize("name", METHODS)
def test_three_steps(golden, name):
    g = golden("GV-120")
    theta = wg.nn.Parameter(g.inputs["theta0"])
    optimizer = METHODS[name]([theta])
    points = []
    for _ in range(g.inputs["steps"]):
        optimizer.zero_grad()
        (0.5 * theta * theta * np.array([1.0, 4.0])).sum().backward()
        optimizer.step()
        points.append(theta.tolist())
    g.check(name, points, atol=1e-14)


def network(theta, a0):
    hidden = [wg.sigmoid(theta[3 * j] * a0[0] + theta[3 * j + 1] * a0[1] + theta[3 * j + 2]) for j in (0, 1)]
    return theta[6] * hidden[0] + theta[7] * hidden[1] + theta[8]


def mean_loss(theta, rows):
    losses = [(row["y"] - network(theta, row["a0"])) ** 2 / 2 for row in rows]
    return sum(losses) / len(losses)


def test_one_epoch_as_one_batch_and_sample_by_sample(golden):
    g = golden("GV-034")
    rows = g.inputs["data"]
    for name, batches in {
        "theta_after_full_batch_step": [rows],
        "theta_after_one_SGD_epoch (samples in order)": [[row] for row in rows],
    }.items():
        theta = wg.nn.Parameter(g.inputs["theta"])
        optimizer = optim.SGD([theta], lr=g.inputs["alpha"])
        g.check("mean_loss_before", mean_loss(theta, rows))
        for batch in batches:
            optimizer.zero_grad()
            mean_loss(theta, batch).backward()
            optimizer.step()
        g.check(name, theta)
        if len(batches) == 1:
            g.check("mean_loss_after", mean_loss(theta, rows))


def test_the_batch_epoch_is_also_three_accumulated_samples(golden):
    g = golden("GV-034")
    theta = wg.nn.Parameter(g.inputs["theta"])
    optimizer = optim.SGD([theta], lr=g.inputs["alpha"]).within(optim.accumulate, 3)
    for row in g.inputs["data"]:
        optimizer.zero_grad()
        mean_loss(theta, [row]).backward()
        optimizer.step()
    g.check("mean_loss_after", mean_loss(theta, g.inputs["data"]))


@pytest.mark.parametrize("size", [1, 2, 4])
def test_the_noise_of_a_batch_falls_with_the_root_of_its_size(golden, size):
    g = golden("GV-075")
    gradients = np.array(g.inputs["per_sample_gradients"])
    draws = [gradients[list(k)].mean() for k in product(range(4), repeat=size)]
    g.check(f"sd of mean, B={size}, with replacement (enumerated)", np.std(draws))


def test_a_sum_is_a_mean_with_a_larger_learning_rate():
    rows = np.array([1.0, 3.0, 5.0, 7.0])
    ends = []
    for reduce, lr in ((lambda x: x.mean(), 0.4), (lambda x: x.sum(), 0.1)):
        w = wg.nn.Parameter(2.0)
        optimizer = optim.SGD([w], lr=lr)
        reduce(w * rows).backward()
        optimizer.step()
        ends.append(w.item())
    np.testing.assert_allclose(ends[0], ends[1])
