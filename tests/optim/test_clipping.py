"""Clipping against PyTorch and optax: values, global norms of every order, units; as links and in place."""

import functools

import numpy as np
import pytest

import wengert as wg
from wengert import nn, optim
from wengert.arrays import jax_numpy
from wengert.errors import ArgumentError, DtypeError

TREE = {"w": np.random.default_rng(0).normal(size=(4, 3)), "b": np.random.default_rng(1).normal(size=3) * 5}


def apply(link, gradients=TREE, params=TREE):
    return link.step(gradients, link.init(params), params)[0]


@pytest.mark.parametrize("limit", [0.5, 100.0])
def test_links_are_optaxs(limit):
    optax = pytest.importorskip("optax")
    jax_numpy()
    for ours, theirs in [
        (optim.clip_by_value(limit), optax.clip(limit)),
        (optim.clip_by_global_norm(limit), optax.clip_by_global_norm(limit)),
        (optim.clip_adaptively(limit, axes=(0,)), optax.adaptive_grad_clip(limit, axis=0)),
    ]:
        expected, _ = theirs.update(TREE, theirs.init(TREE), {n: 0.1 * p for n, p in TREE.items()})
        found = apply(ours, params={n: 0.1 * p for n, p in TREE.items()})
        for name in TREE:
            np.testing.assert_allclose(found[name], expected[name], rtol=1e-12)


@pytest.mark.parametrize("order", [1.0, 2.0, 3.0, float("inf")])
@pytest.mark.parametrize("most", [0.1, 1e3])
def test_in_place_it_is_pytorchs(order, most):
    torch = pytest.importorskip("torch")
    ours, theirs = [], []
    for g in TREE.values():
        p, q = nn.Parameter(np.zeros(g.shape)), torch.nn.Parameter(torch.zeros(g.shape, dtype=torch.float64))
        p.grad, q.grad = wg.tensor(g), torch.tensor(g)
        ours.append(p)
        theirs.append(q)
    norm = optim.clip_grad_norm_(ours, most, order)
    expected = torch.nn.utils.clip_grad_norm_(theirs, most, order)
    np.testing.assert_allclose(norm.item(), expected.item(), rtol=1e-12)
    for p, q in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(p.grad.numpy(), q.grad.numpy(), rtol=1e-12)
    optim.clip_grad_value_(ours, 0.05)
    torch.nn.utils.clip_grad_value_(theirs, 0.05)
    for p, q in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(p.grad.numpy(), q.grad.numpy(), rtol=1e-12)


def test_gradients_of_zero_stay():
    zero = {"w": np.zeros(2)}
    for link in (optim.clip_by_global_norm(1.0), optim.clip_adaptively(0.1)):
        np.testing.assert_array_equal(apply(link, zero, zero)["w"], [0.0, 0.0])
    slope = wg.grad(lambda g: optim.clip_by_global_norm(1.0).step(g, (), None)[0].sum())(np.zeros(2))
    np.testing.assert_array_equal(slope, [1.0, 1.0])


def test_a_unit_is_what_feeds_one_output():
    g, p = np.ones((2, 3)), np.array([[1.0, 0, 0], [1000.0, 0, 0]])
    clipped = apply(optim.clip_adaptively(0.1), g, p)
    np.testing.assert_allclose(np.linalg.norm(clipped, axis=1), [0.1, np.sqrt(3)])


def test_before_a_method_it_sees_all_parameters_and_compiles():
    def make():
        return [nn.Parameter(np.array([3.0], "float32")), nn.Parameter(np.array([4.0, 0.0], "float32"))]

    def step(params, optimizer):
        optimizer.zero_grad()
        sum((p * p).sum() for p in params).backward()
        norm = optim.clip_grad_norm_(params, 4.0)
        optimizer.step()
        optimizer.zero_grad()
        return norm

    ends = []
    for compiled in (False, True):
        params = make()
        optimizer = optim.SGD(params, lr=1.0).after(optim.clip_by_global_norm(1.0))
        body = functools.partial(step, params, optimizer)
        run = wg.compile(body, state=optimizer) if compiled else body
        norms = [run().item() for _ in range(2)]
        assert norms == pytest.approx([10.0, 8.0])
        ends.append(np.concatenate([p.numpy() for p in params]))
        assert ends[-1].dtype == np.float32
    np.testing.assert_allclose(ends[0], [1.8, 2.4, 0.0], rtol=1e-6)
    np.testing.assert_allclose(ends[1], ends[0], rtol=1e-6)


def test_nothing_to_clip_has_the_norm_0():
    assert optim.clip_grad_norm_(nn.Linear(2, 1), 1.0).item() == 0


def test_nonsense_is_refused():
    w = nn.Parameter([1.0])
    w.grad = wg.tensor([np.nan])
    with pytest.raises(ArgumentError, match="is not finite"):
        optim.clip_grad_norm_([w], 1.0, error_if_nonfinite=True)
    with pytest.raises(ArgumentError, match="no parameters"):
        optim.clip_grad_norm_(3, 1.0)
    with pytest.raises(ArgumentError, match="max_norm is out of range"):
        optim.clip_by_global_norm(0.0)
    z = nn.Parameter(np.array([1j]))
    z.grad = wg.tensor(np.array([1j]))
    with pytest.raises(DtypeError, match="complex gradients"):
        optim.clip_grad_value_(z, 1.0)
