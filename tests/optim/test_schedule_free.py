"""Schedule-free learning against optax over 100 steps, and the switch between the two points."""

import numpy as np
import pytest

import wengert as wg
from wengert import optim
from wengert.errors import ArgumentError


@pytest.mark.parametrize("name", ["sgd", "adamw"])
def test_a_hundred_steps_are_optaxs(optax_agrees, name):
    optax = pytest.importorskip("optax")
    if name == "sgd":
        shell = optim.SGDScheduleFree([wg.nn.Parameter([1.0])], 0.02, 0.8, 0.1)
        theirs = optax.contrib.schedule_free_sgd(0.02, b1=0.8, weight_decay=0.1)
    else:
        shell = optim.AdamWScheduleFree([wg.nn.Parameter([1.0])], 0.001, (0.8, 0.9), 1e-4, 0.1)
        theirs = optax.contrib.schedule_free_adamw(0.001, b1=0.8, b2=0.9, eps=1e-4, weight_decay=0.1)
    y, state, q, t = optax_agrees(shell.rule(shell.param_groups[0]), theirs)
    ours = {n: (y[n] - 0.2 * state.z[n]) / 0.8 for n in y}
    for name, x in optax.contrib.schedule_free_eval_params(t, q).items():
        np.testing.assert_allclose(ours[name], x, rtol=1e-10)


def test_with_a_schedule_points_are_weighted_by_it(optax_agrees):
    optax = pytest.importorskip("optax")
    base = optax.sgd(lambda k: 0.02 * (k + 1) / 100)
    theirs = optax.contrib.schedule_free(base, lambda k: 0.02 * k / 100, b1=0.9)
    w = wg.nn.Parameter(np.array([0.3, -0.2]))
    shell = optim.SGDScheduleFree([w], lr=lambda k: 0.02 * (k + 1) / 100)
    q, t = w.numpy(), theirs.init(w.numpy())
    for _ in range(50):
        w.grad = wg.tensor(np.cos(3 * w.numpy()))
        shell.step()
        change, t = theirs.update(np.cos(3 * q), t, q)
        q = np.asarray(optax.apply_updates(q, change))
    np.testing.assert_allclose(w.numpy(), q, rtol=1e-10)


def test_eval_gives_the_average_and_train_puts_back():
    w = wg.nn.Parameter([4.0])
    optimizer = optim.SGDScheduleFree([w], lr=0.5, momentum=0.5)
    z, x = 4.0, 4.0
    for t in range(1, 5):
        y = w.item()
        optimizer.zero_grad()
        (w * w / 2).sum().backward()
        optimizer.step()
        z = z - 0.5 * y
        x = x + (z - x) / t
        assert w.item() == pytest.approx(0.5 * x + 0.5 * z)
    y = w.item()
    optimizer.eval()
    optimizer.eval()
    assert w.item() == pytest.approx(x)
    with pytest.raises(ArgumentError, match="a step at the average"):
        optimizer.step()
    optimizer.train()
    assert w.item() == pytest.approx(y)


def test_nonsense_is_refused():
    with pytest.raises(ArgumentError, match="momentum is out of range"):
        optim.SGDScheduleFree([wg.nn.Parameter([1.0])], momentum=0.0)
    with pytest.raises(ArgumentError, match=r"betas\[0\] is out of range"):
        optim.AdamWScheduleFree([wg.nn.Parameter([1.0])], betas=(0.0, 0.9))
