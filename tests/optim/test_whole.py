"""Wrappers around all parameters at once: state, idle parameters, saving, and options that change."""

import numpy as np

import wengert as wg
from wengert import nn, optim


def counted(method):
    """A wrapper with state of its own: counts steps, and multiplies changes by the count."""

    def step(g, state, params):
        change, inner = method.step(g, state["inner"], params)
        return wg.tree.map(lambda c: c * (state["count"] + 1.0), change), {"count": state["count"] + 1, "inner": inner}

    return optim.Update(lambda params: {"count": np.float64(0), "inner": method.init(params)}, step)


def make(*params):
    return optim.SGD(list(params), lr=1.0, momentum=0.5).within(counted)


def sweep(*params):
    sum(p.sum() for p in params).backward()


def test_state_of_wrapper_and_parameters_have_their_places():
    a, b = nn.Parameter([1.0]), nn.Parameter([1.0, 2.0])
    optimizer = make(a, b)
    for _ in range(2):
        sweep(a, b)
        optimizer.step()
        optimizer.zero_grad()
    assert a.item() == 1 - 1 - 2 * 1.5
    assert optimizer.state[a]["momentum_buffer"].item() == 1.5
    saved = optimizer.state_dict()
    assert {n: t.item() for n, t in saved["around"].items()} == {"count": 2.0}
    c, d = nn.Parameter(a.numpy()), nn.Parameter(b.numpy())
    other = make(c, d)
    other.load_state_dict(saved)
    for params, o in (((a, b), optimizer), ((c, d), other)):
        sweep(*params)
        o.step()
    assert (c.item(), d.tolist()) == (a.item(), b.tolist())


def test_a_parameter_without_gradient_is_left_alone_and_its_state_too():
    a, b = nn.Parameter([1.0]), nn.Parameter([1.0])
    optimizer = make(a, b)
    sweep(a)
    optimizer.step()
    assert b.item() == 1
    assert optimizer.state[b]["momentum_buffer"].item() == 0


def test_a_wrapper_put_around_later_keeps_the_state_of_parameters():
    w = nn.Parameter([1.0])
    optimizer = optim.SGD([w], lr=1.0, momentum=0.5)
    sweep(w)
    optimizer.step()
    optimizer.after(optim.clip_by_global_norm(0.5))
    optimizer.step()
    assert optimizer.state[w]["momentum_buffer"].item() == 1.0


def test_an_option_that_changes_the_state_and_a_new_group_find_their_places():
    a, b = nn.Parameter([1.0]), nn.Parameter([1.0])
    optimizer = optim.SGD([a], lr=1.0).within(counted)
    optimizer.param_groups[0]["momentum"] = 0.5
    optimizer.add_param_group({"params": [b]})
    sweep(a, b)
    optimizer.step()
    assert (a.item(), b.item()) == (0.0, 0.0)
    assert optimizer.state[a]["momentum_buffer"].item() == 1


def test_links_stand_in_the_order_they_were_put():
    w = nn.Parameter([0.0])
    optimizer = optim.SGD([w], lr=1.0).after(optim.clip_by_value(1.0)).after(optim.scale(10.0))
    (0.05 * w).sum().backward()
    optimizer.step()
    assert w.item() == -0.5
    optimizer.zero_grad()
    (0.5 * w).sum().backward()
    optimizer.step()
    assert w.item() == -1.5
