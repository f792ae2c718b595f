"""Groups: live options, learning rates that follow schedules, inside compiled epochs too, and what is refused."""

import numpy as np
import pytest

import wengert as wg
from wengert import nn, optim
from wengert.compile.loop import each
from wengert.errors import ArgumentError
from wengert.optim.group import nonzero


def body(w, optimizer):
    def step():
        (w * np.float32(1)).sum().backward()
        optimizer.step()
        optimizer.zero_grad()
        return optimizer.param_groups[0]["lr"].value

    return step


@pytest.mark.parametrize("compiled", [False, True])
def test_a_learning_rate_follows_a_schedule_also_in_one_loop_of_a_program(compiled):
    rate = 0.5 * optim.warmup(2).then(optim.cosine(4), at=2)
    w = nn.Parameter(np.array([1.0], "float32"))
    optimizer = optim.SGD([w], lr=rate)
    step = body(w, optimizer)
    epoch = lambda: each(lambda _: step(), (optimizer, w), np.arange(6))
    run = wg.compile(epoch, state=optimizer) if compiled else epoch
    expected = [float(rate(k)) for k in range(6)]
    np.testing.assert_allclose(run(), expected, rtol=1e-6)
    np.testing.assert_allclose(w.numpy(), 1 - sum(expected), rtol=1e-5)
    assert w.dtype == np.float32
    assert optimizer.param_groups[0]["lr"].dtype == np.float32
    assert optimizer.param_groups[0]["steps"].item() == 6
    if compiled:
        assert "f64" not in run.text()


def test_a_schedule_goes_on_after_a_save():
    paths = []
    for resumed in (False, True):
        w = nn.Parameter([1.0])
        optimizer = optim.Adam([w], lr=optim.exponential(0.5))
        body(w, optimizer)()
        if resumed:
            saved, w = optimizer.state_dict(), nn.Parameter(w.numpy())
            optimizer = optim.Adam([w], lr=optim.exponential(0.5))
            optimizer.load_state_dict(saved)
        body(w, optimizer)()
        paths.append(w.item())
    assert paths[0] == paths[1]


def test_a_schedule_can_be_given_later_and_each_group_has_its_own():
    a, b = nn.Parameter([1.0]), nn.Parameter([1.0])
    optimizer = optim.SGD([{"params": a}, {"params": b, "lr": optim.constant(0.25)}], lr=0.5)
    optimizer.param_groups[0]["lr"] = 0.125 * optim.constant()
    (a + b).sum().backward()
    optimizer.step()
    assert (a.item(), b.item()) == (0.875, 0.75)


def test_an_option_that_varies_does_not_compile_anew():
    w = nn.Parameter(np.array([1.0], "float32"))
    for optimizer, name, place in [
        (optim.SGD([w], lr=0.1, momentum=0.9), "momentum", None),
        (optim.Adam([w], lr=0.1), "betas", 0),
    ]:
        live = optimizer.param_groups[0].vary(name, place)
        run = wg.compile(body(w, optimizer), state=optimizer)
        for value in (0.9, 0.5, 0.0):
            optimizer.param_groups[0][name] = value if place is None else (value, 0.999)
            run()
        assert len(run.recompiles) == 1
        assert live.item() == 0
        assert w.dtype == np.float32
        saved = optimizer.state_dict()["param_groups"][0][name]
        assert saved == (0.0 if place is None else (0.0, 0.999))


def test_a_live_zero_counts_as_something():
    assert [nonzero(v) for v in (0, 0.0, 0.5, np.float32(0))] == [False, False, True, True]


def test_a_learning_rate_that_is_no_number_is_refused():
    with pytest.raises(ArgumentError, match="lr is out of range"):
        optim.SGD([nn.Parameter([1.0])], lr="fast")
