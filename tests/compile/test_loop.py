"""Loops: compiled and eager give the same numbers, and state must keep its kind."""

import numpy as np
import pytest

import wengert as wg
from wengert.compile.loop import each, total
from wengert.errors import GraphError, ShapeError


def descent():
    """A parameter on its way down, and the step that moves it."""
    w = wg.nn.Parameter([3.0, -1.0])
    optimizer = wg.optim.SGD([w], lr=0.1, momentum=0.5)

    def step(x):
        loss = ((w - x) * (w - x)).sum()
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        return {"loss": loss, "x": x}

    return w, optimizer, step


def test_compiled_and_eager_loops_agree():
    xs = np.random.default_rng(0).normal(size=(7, 2))
    w, optimizer, step = descent()
    eager = each(step, (w, optimizer), xs)
    v, other, move = descent()
    run = wg.compile(lambda xs: each(move, (v, other), xs), state=(v, other))
    compiled = run(xs)
    np.testing.assert_allclose(v.numpy(), w.numpy(), rtol=1e-12)
    np.testing.assert_allclose(compiled["loss"].numpy(), eager["loss"].numpy(), rtol=1e-12)
    np.testing.assert_array_equal(np.asarray(compiled["x"]), xs)
    assert isinstance(eager["loss"], wg.Tensor)
    assert isinstance(eager["x"], np.ndarray)


def test_a_longer_loop_is_not_a_larger_program():
    w, optimizer, step = descent()
    run = wg.compile(lambda xs: each(step, (w, optimizer), xs)["loss"], state=(w, optimizer))
    run(np.zeros((1000, 2)))
    assert run(np.zeros((1000, 2))).shape == (1000,)
    assert len(run.recompiles) == 1


NOTHING = {"loss": np.float64(0), "x": np.zeros(2)}


def test_sums_of_a_stretch_are_the_same_eagerly_and_compiled():
    xs = np.random.default_rng(0).normal(size=(9, 2))
    w, optimizer, step = descent()
    eager = total(step, (w, optimizer), NOTHING, 0, 9, xs)
    v, other, move = descent()
    run = wg.compile(lambda sums, a, b, xs: total(move, (v, other), sums, a, b, xs), state=(v, other))
    compiled = run(run(NOTHING, np.int32(0), np.int32(2), xs), np.int32(2), np.int32(9), xs)
    np.testing.assert_allclose(v.numpy(), w.numpy(), rtol=1e-12)
    np.testing.assert_allclose(np.asarray(compiled["loss"]), eager["loss"], rtol=1e-12)
    np.testing.assert_allclose(np.asarray(compiled["x"]), eager["x"], rtol=1e-12)
    assert len(run.recompiles) == 1


@pytest.mark.parametrize("compiled", [False, True])
def test_pieces_add_up_to_the_whole_to_the_last_bit(compiled):
    xs = np.random.default_rng(1).normal(size=(60, 2)).astype("float32")
    step = lambda x: {"s": (x * x).sum() / 3}
    run = lambda sums, a, b, xs: total(step, (), sums, a, b, xs)
    run = wg.compile(run) if compiled else run
    whole = run({"s": np.float32(0)}, np.int32(0), np.int32(60), xs)
    pieces = {"s": np.float32(0)}
    for k in range(0, 60, 7):
        pieces = run(pieces, np.int32(k), np.int32(min(k + 7, 60)), xs)
    assert np.asarray(pieces["s"]) == np.asarray(whole["s"])
    assert np.asarray(pieces["s"]).dtype == np.float32


def test_a_gradient_left_behind_is_told():
    w = wg.nn.Parameter([1.0])
    with pytest.raises(GraphError, match="leaves a gradient behind"):
        wg.compile(lambda xs: each(lambda x: (w * x).sum().backward(), w, xs), state=w)(np.ones((3, 1)))


def test_state_that_changes_its_kind_is_told():
    t = wg.tensor(np.zeros(2))

    def grow(x):
        t.value = t.value[:, None] * x

    with pytest.raises(GraphError, match="changes the kind of its state"):
        wg.compile(lambda xs: each(grow, t, xs), state=t)(np.ones((3, 2)))


@pytest.mark.parametrize("stacked", [[], [np.ones(2), np.ones(3)], [np.ones((0, 2))], [np.float64(1.0)]])
def test_arrays_without_a_common_first_axis_are_refused(stacked):
    with pytest.raises(ShapeError, match="needs arrays with one first axis"):
        each(lambda *x: None, (), *stacked)
