"""Accumulated small batches make the step of the large one: as an update, in a shell, compiled, with unequal sizes."""

import numpy as np
import pytest

import wengert as wg
from wengert import nn, optim
from wengert.errors import ArgumentError

X = np.random.default_rng(0).normal(size=(12, 3)).astype("float32")
Y = np.random.default_rng(1).normal(size=(12, 1)).astype("float32")


def model():
    return nn.Linear(3, 1, generator=wg.random.Generator(0))


def loss(net, x, y):
    return ((net(x) - y) ** 2).mean()


def whole_batch(steps=3):
    net = model()
    optimizer = optim.Adam(net, lr=0.1)
    for _ in range(steps):
        optimizer.zero_grad()
        loss(net, X, Y).backward()
        optimizer.step()
    return net.weight.numpy()


@pytest.mark.parametrize("compiled", [False, True])
def test_the_wrapped_optimizer_takes_the_steps_of_the_large_batch(compiled):
    net = model()
    optimizer = optim.Adam(net, lr=0.1).within(optim.accumulate, 4)

    def step(x, y):
        optimizer.zero_grad()
        value = loss(net, x, y)
        value.backward()
        optimizer.step()
        optimizer.zero_grad()
        return value

    run = wg.compile(step, state=(net, optimizer)) if compiled else step
    for _ in range(3):
        for k in range(4):
            run(X[3 * k : 3 * k + 3], Y[3 * k : 3 * k + 3])
    assert net.weight.dtype == np.float32
    np.testing.assert_allclose(net.weight.numpy(), whole_batch(), atol=1e-6)
    assert optimizer.state[net.weight]["step"].item() == 3


def test_in_between_nothing_moves_and_a_save_goes_on():
    net = model()
    optimizer = optim.Adam(net, lr=0.1).within(optim.accumulate, 2)
    before = net.weight.numpy()
    loss(net, X[:6], Y[:6]).backward()
    optimizer.step()
    np.testing.assert_array_equal(net.weight.numpy(), before)
    again = model()
    other = optim.Adam(again, lr=0.1).within(optim.accumulate, 2)
    other.load_state_dict(optimizer.state_dict())
    for n, o in ((net, optimizer), (again, other)):
        o.zero_grad()
        loss(n, X[6:], Y[6:]).backward()
        o.step()
    np.testing.assert_array_equal(again.weight.numpy(), net.weight.numpy())
    np.testing.assert_allclose(net.weight.numpy(), whole_batch(1), atol=1e-6)


@pytest.mark.parametrize("compiled", [False, True])
def test_batches_of_unequal_sizes_are_weighted_by_them(compiled):
    net = model()
    batches = optim.Accumulation(optim.Adam(net, lr=0.1))
    parts = [(X[:7], Y[:7]), (X[7:8], Y[7:8]), (X[8:], Y[8:])]

    def step():
        for x, y in parts:
            batches.add(loss(net, x, y), samples=len(x))
        batches.step()

    run = wg.compile(step, state=(net, batches.optimizer, batches)) if compiled else step
    for _ in range(3):
        run()
    assert net.weight.dtype == np.float32
    np.testing.assert_allclose(net.weight.numpy(), whole_batch(), atol=1e-6)


def test_sums_in_the_place_of_means():
    total = optim.chain(optim.scale(3.0), optim.accumulate(optim.scale(-1.0), 3))
    state, moves = total.init(np.zeros(1)), []
    for g in (1.0, 2.0, 4.0):
        change, state = total.step(np.array([g]), state, None)
        moves.append(float(change[0]))
    assert moves == pytest.approx([0.0, 0.0, -7.0])


def test_nonsense_is_refused():
    with pytest.raises(ArgumentError, match="every is no positive integer"):
        optim.accumulate(optim.scale(1.0), 0)
    with pytest.raises(ArgumentError, match="there is no gradient"):
        optim.Accumulation(optim.SGD([nn.Parameter([1.0])])).step()
