"""A whole training step as one program: model, optimizer and gradients, against the same step run eagerly.

The gradients of state are inputs of the program only where a step reads those of the step before.
"""

import numpy as np
import pytest

import wengert as wg
from wengert import nn


def net(seed=0, dtype="float32"):
    return nn.Sequential(*(wg.nn.mlp([5], 3, 2, "tanh", dtype=dtype, generator=wg.random.Generator(seed)),))


def data(dtype="float32"):
    rng = np.random.default_rng(0)
    return rng.normal(size=(4, 3)).astype(dtype), rng.normal(size=(4, 2)).astype(dtype)


def stepper(model, optimizer):
    def step(x, y):
        optimizer.zero_grad()
        loss = ((model(x) - y) ** 2).mean()
        loss.backward()
        optimizer.step()
        return loss

    return step


@pytest.fixture(scope="module")
def trained():
    """An eager and a compiled run of the same training, five steps each."""
    x, y = data()
    runs = []
    for wrap in (lambda f, state: f, lambda f, state: wg.compile(f, state=state)):
        model = net()
        optimizer = wg.optim.Adam(model, lr=0.1)
        step = wrap(stepper(model, optimizer), (model, optimizer))
        losses = [float(step(x, y)) for _ in range(5)]
        runs.append((model, optimizer, step, losses))
    return runs


class TestTraining:
    def test_it_equals_the_eager_one(self, trained):
        (eager, eager_optimizer, _, a), (model, optimizer, _, b) = trained
        np.testing.assert_allclose(a, b, rtol=2e-5)
        for p, q in zip(eager_optimizer.state_tensors(), optimizer.state_tensors(), strict=True):
            np.testing.assert_allclose(np.asarray(p.value), np.asarray(q.value), rtol=2e-3, atol=1e-6)
        for p, q in zip(eager.parameters(), model.parameters(), strict=True):
            np.testing.assert_allclose(p.grad.numpy(), q.grad.numpy(), rtol=2e-3, atol=1e-6)

    def test_it_compiles_once_though_gradients_are_none_at_first(self, trained):
        assert [r.reason for r in trained[1][2].recompiles] == ["first call"]

    def test_a_float32_program_holds_no_double(self, trained):
        text = trained[1][2].text(*data())
        assert "f32" in text
        assert "f64" not in text

    def test_the_learning_rate_is_state_and_other_options_are_part_of_the_program(self):
        model = net()
        optimizer = wg.optim.SGD(model, lr=0.0)
        step = wg.compile(stepper(model, optimizer), state=(model, optimizer))
        x, y = data()
        a = float(step(x, y))
        assert float(step(x, y)) == a
        optimizer.param_groups[0]["lr"] = 0.1
        step(x, y)
        assert float(step(x, y)) < a
        assert len(step.recompiles) == 1

    def test_a_module_that_stops_training_is_another_program(self):
        layer = nn.Dropout(0.5, wg.random.Generator(0))
        drop = wg.compile(lambda x: layer(x), state=layer)
        x = np.ones(64, "float32")
        assert set(np.unique(drop(x))) == {0.0, 2.0}
        layer.eval()
        np.testing.assert_array_equal(drop(x), x)
        layer.train()
        assert set(np.unique(drop(x))) == {0.0, 2.0}
        assert len(drop.recompiles) == 2

    def test_a_frozen_parameter_is_another_program(self):
        w = wg.tensor(np.ones(2, "float32"), requires_grad=True)
        v = wg.tensor(np.ones(2, "float32"), requires_grad=True)

        def step():
            w.grad = v.grad = None
            (w * v).sum().backward()
            return 0 if w.grad is None else 1

        step = wg.compile(step, state=(w, v))
        assert int(step()) == 1
        w.requires_grad_(False)
        assert int(step()) == 0
        assert w.grad is None
        assert "frozen" in step.recompiles[1].reason


class TestGradientsOfState:
    def test_they_are_inputs_only_if_read(self):
        w = wg.tensor(np.ones(2, "float32"), requires_grad=True)
        step = wg.compile(lambda x: (w * x).sum().backward(), state=w)
        x = np.ones(2, "float32")
        for k in range(3):
            step(x)
            np.testing.assert_array_equal(w.grad.numpy(), [k + 1, k + 1])
        assert len(step.recompiles) == 2
        assert step.recompiles[1].reason == "gradient of state 0: None -> float32[2]"

    def test_one_that_is_cleared_at_the_end_is_none_outside(self):
        w = wg.tensor(np.ones(2, "float32"), requires_grad=True)

        def step(x):
            (w * x).sum().backward()
            w.value = w.value - w.grad.value
            w.grad = None

        step = wg.compile(step, state=w)
        step(np.ones(2, "float32"))
        step(np.ones(2, "float32"))
        assert w.grad is None
        assert len(step.recompiles) == 1
        np.testing.assert_array_equal(w.numpy(), [-1, -1])

    def test_one_that_nobody_touches_stays_the_same_object(self):
        w = wg.tensor(2.0, requires_grad=True)
        (w * w).backward()
        g = w.grad
        assert float(wg.compile(lambda: w * 3, state=w)()) == 6
        assert w.grad is g

    def test_hooks_act(self):
        w = wg.tensor(2.0, requires_grad=True)
        w.register_hook(lambda g: 10 * g)
        wg.compile(lambda: (w * w).backward(), state=w)()
        assert float(w.grad) == 40

    def test_no_grad_holds_inside(self):
        w = wg.tensor(2.0, requires_grad=True)

        def step():
            with wg.no_grad():
                y = w * w
            (y * w).backward()

        wg.compile(step, state=w)()
        assert float(w.grad) == 4
