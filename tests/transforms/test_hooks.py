"""Hooks on tensors, side by side with PyTorch: order, replacement, removal, retained gradients."""

import pytest
import torch

import wengert as wg
from wengert.errors import GraphError, ShapeError


def run(tensor):
    """One program with hooks, in either library: what was called with what, and the gradients."""
    log = []

    def note(label):
        return lambda g: log.append((label, g.tolist()))

    x = tensor([1.0, 2.0], requires_grad=True)
    x.register_hook(note("first"))
    x.register_hook(lambda g: g * 10)
    x.register_hook(note("after scaling"))
    z = x * 3
    z.register_hook(note("z"))
    z.retain_grad()
    z.register_hook(lambda g: g * 2)
    z.sum().backward()
    return log, x.grad.tolist(), z.grad.tolist()


def test_hooks_run_in_the_order_and_with_the_values_of_pytorch():
    assert run(wg.tensor) == run(torch.tensor)


def test_a_removed_hook_is_not_called():
    x = wg.tensor(2.0, requires_grad=True)
    handle = x.register_hook(lambda g: g * 100)
    handle.remove()
    handle.remove()
    (x * x).backward()
    assert float(x.grad) == 4.0


def test_retained_gradients_add_up_and_leaves_need_no_retaining():
    x = wg.tensor(2.0, requires_grad=True)
    x.retain_grad()
    y = x * x
    y.retain_grad()
    z = 3 * y
    z.backward()
    z.backward()
    assert (float(x.grad), float(y.grad)) == (24.0, 6.0)


def test_a_hook_works_in_a_sweep_that_is_recorded():
    x = wg.tensor(2.0, requires_grad=True)
    y = x * x
    y.register_hook(lambda g: g * x)
    y.backward(create_graph=True)
    assert float(x.grad) == 8.0
    slope = x.grad
    x.grad = None
    slope.backward()
    assert float(x.grad) == 8.0 + 0.0 * 4.0


def test_a_constant_has_no_hooks():
    with pytest.raises(GraphError, match="register_hook: no adjoint ever arrives"):
        wg.tensor(1.0).register_hook(print)
    with pytest.raises(GraphError, match="retain_grad: no adjoint ever arrives"):
        wg.tensor(1.0).retain_grad()


def test_a_hook_may_not_change_the_shape():
    x = wg.tensor([1.0, 2.0], requires_grad=True)
    x.register_hook(lambda g: g.sum())
    with pytest.raises(ShapeError, match="a hook changed the shape"):
        (x * x).sum().backward()
