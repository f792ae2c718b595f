"""The dynamic graph as people know it: recording, accumulating, freezing, modes, and batches (F-01 to F-32)."""

import numpy as np
import pytest

import wengert as wg


def test_the_graph_is_made_anew_at_each_evaluation():
    # F-01, F-31: control flow may differ from one evaluation to the next.
    x = wg.tensor(3.0, requires_grad=True)
    power = lambda n: x if n == 1 else x * power(n - 1)
    for n in (2, 5, 3):
        x.grad = None
        power(n).backward()
        assert x.grad.item() == n * 3.0 ** (n - 1)


def test_only_tracked_tensors_get_gradients():
    # F-03, F-32.
    a, b = wg.tensor(2.0, requires_grad=True), wg.tensor(5.0)
    out = a * b
    assert out.requires_grad
    out.backward()
    assert a.grad.item() == 5.0
    assert b.grad is None
    assert not (b * b).requires_grad


def test_cleared_gradients_are_none_and_not_zeros():
    # F-05.
    layer = wg.nn.Linear(2, 1)
    optimizer = wg.optim.SGD(layer, lr=0.1)
    layer(np.ones((3, 2), np.float32)).sum().backward()
    assert all(p.grad is not None for p in layer.parameters())
    optimizer.zero_grad(set_to_none=True)
    assert all(p.grad is None for p in layer.parameters())


def test_recording_and_training_are_two_switches():
    # F-06, F-07, C-14.
    net = wg.nn.Sequential(wg.nn.Linear(4, 4), wg.nn.Dropout(0.5))
    x = np.ones((2, 4), np.float32)
    net.eval()
    assert net(x).requires_grad
    np.testing.assert_array_equal(net(x), net(x))
    with wg.no_grad():
        assert not net(x).requires_grad
        assert net(x).grad_fn is None
    net.train()
    with wg.no_grad():
        assert any(not np.array_equal(net(x), net(x)) for _ in range(5))


def test_a_gradient_recorded_can_be_differentiated_again():
    # F-09.
    x = wg.tensor(3.0, requires_grad=True)
    (x**3).backward(create_graph=True)
    slope = x.grad
    assert slope.item() == 27.0
    x.grad = None
    slope.backward()
    assert x.grad.item() == 18.0


def test_named_parameters_end_in_weight_or_bias():
    # F-16.
    net = wg.nn.Sequential(wg.nn.Linear(4, 3), wg.nn.Tanh(), wg.nn.Linear(3, 1))
    names = [name for name, p in net.named_parameters() if p.requires_grad]
    assert names == ["0.weight", "0.bias", "2.weight", "2.bias"]


def test_a_training_step_in_the_usual_order():
    # F-17.
    net = wg.nn.Linear(2, 1)
    optimizer = wg.optim.SGD(net, lr=0.1)
    rng = np.random.default_rng(0)
    x = rng.normal(size=(16, 2)).astype(np.float32)
    y = x @ np.float32([[1.0], [-2.0]]) + np.float32(0.5)
    for _ in range(200):
        optimizer.zero_grad()
        loss = wg.losses.mse_loss(net(x), y)
        loss.backward()
        optimizer.step()
    assert loss.item() < 1e-6
    np.testing.assert_allclose(net.weight.numpy(), [[1.0, -2.0]], atol=1e-2)


def test_curvature_can_be_looked_at_without_touching_gradients_or_parameters():
    # F-27.
    w = wg.tensor([1.0, 2.0], requires_grad=True)
    (w * w).sum().backward()
    before = w.grad.numpy().copy(), w.numpy().copy()
    product = wg.hvp(lambda w: (w**3).sum(), (w,), (wg.tensor([1.0, 1.0]),))
    np.testing.assert_allclose(product, [6.0, 12.0])
    np.testing.assert_array_equal(w.grad, before[0])
    np.testing.assert_array_equal(w, before[1])


def test_a_batch_gives_what_its_samples_give_one_by_one():
    # F-30.
    rng = np.random.default_rng(0)
    W, X, Y = rng.normal(size=(3, 4)), rng.normal(size=(5, 4)), rng.normal(size=(5, 3))
    one = lambda W, x, y: ((wg.tanh(W @ x) - y) ** 2).sum()
    batch = lambda W: ((wg.tanh(X @ wg.matrix_transpose(W)) - Y) ** 2).sum() / 5
    by_one = sum(wg.grad(one)(W, x, y) for x, y in zip(X, Y, strict=True)) / 5
    np.testing.assert_allclose(wg.grad(batch)(W), by_one, rtol=1e-12)
    each = wg.vmap(wg.grad(one), in_axes=(None, 0, 0))(W, X, Y)
    np.testing.assert_allclose(each.mean(0), by_one, rtol=1e-12)


@pytest.mark.parametrize("length", [100_000])
def test_a_long_chain_is_swept_without_recursion(length):
    x = wg.tensor(1.0, requires_grad=True)
    y = x
    for _ in range(length):
        y = y + 0.00001 * x
    y.backward()
    assert x.grad.item() == pytest.approx(1 + 0.00001 * length, rel=1e-9)
