"""compile: one program computes what the Python function computes, or says why it cannot."""

import functools
import signal
import threading
import time

import jax
import jax.numpy as jnp
import numpy as np
import pytest

import wengert as wg
from wengert import nn
from wengert.errors import ConcretizationError, DtypeError, GraphError
from wengert.tensor import Tensor


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


class TestState:
    def test_tied_tensors_stay_tied(self):
        w = wg.tensor(1.0)
        step = wg.compile(lambda: setattr(w, "value", w.value + 1), state={"a": w, "b": [w]})
        step()
        step()
        assert float(w) == 3

    def test_a_gradient_that_was_there_before_is_added_to(self):
        w = wg.tensor(2.0, requires_grad=True)
        (w * w).backward()
        before = w.grad
        step = wg.compile(lambda: (3.0 * w).backward(), state=w)
        step()
        assert (float(before), float(w.grad)) == (4.0, 7.0)

    def test_two_tensors_may_hold_one_buffer(self):
        shared = jnp.ones(3)
        a, b = Tensor(shared), Tensor(shared)
        swap = wg.compile(lambda: [setattr(a, "value", a.value + 1), setattr(b, "value", b.value * 5)], state=(a, b))
        swap()
        np.testing.assert_array_equal(a.numpy(), 2 * np.ones(3))
        np.testing.assert_array_equal(b.numpy(), 5 * np.ones(3))
        np.testing.assert_array_equal(shared, np.ones(3))

    def test_a_snapshot_and_a_numpy_view_outlive_the_step(self):
        w = wg.tensor(np.zeros(1000))

        def step(x):
            w.value = w.value + x

        step = wg.compile(step, state=w)
        step(1.0)
        snapshot, view = w.detach(), w.numpy()
        step(1.0)
        step(w.value)
        assert (snapshot.numpy() == 1).all()
        assert (view == 1).all()
        assert (w.numpy() == 4).all()

    def test_an_exception_leaves_it_as_it_was(self):
        w = wg.tensor(np.ones(2), requires_grad=True)
        (w * w).sum().backward()
        g = w.grad

        def step(x):
            w.value = w.value + x
            w.grad = None
            raise RuntimeError("stop")

        with pytest.raises(RuntimeError, match="stop"):
            wg.compile(step, state=w)(1.0)
        np.testing.assert_array_equal(w.numpy(), [1, 1])
        assert w.grad is g
        assert w.is_leaf

    def test_arguments_that_require_grad_are_state(self):
        w = wg.tensor(np.ones(2), requires_grad=True)
        sweep = wg.compile(lambda p, x: (p * x).sum().backward())
        sweep(w, 3.0)
        np.testing.assert_array_equal(w.grad.numpy(), [3, 3])
        other = wg.tensor(np.zeros(2), requires_grad=True)
        sweep(other, 4.0)
        np.testing.assert_array_equal(other.grad.numpy(), [4, 4])
        assert len(sweep.recompiles) == 1

    def test_a_module_may_be_an_argument(self):
        model = net(dtype="float64")
        x, y = data("float64")
        loss = lambda m, x, y: ((m(x) - y) ** 2).mean()
        eager = wg.grad(loss)(model, x, y)
        compiled = wg.compile(wg.grad(loss))(model, x, y)
        for a, b in zip(eager.parameters(), compiled.parameters(), strict=True):
            np.testing.assert_allclose(a.numpy(), b.numpy(), rtol=1e-12)

    def test_a_generator_in_the_state_goes_on_as_it_would_eagerly(self):
        a, b = wg.random.Generator(1), wg.random.Generator(1)
        draw = wg.compile(lambda: a.normal((3,)), state=a)
        for _ in range(2):
            np.testing.assert_allclose(draw().numpy(), b.normal((3,)).numpy(), rtol=1e-6)

    def test_a_generator_outside_the_state_is_refused(self):
        generator = wg.random.Generator(1)
        with pytest.raises(GraphError, match="draws from a random generator that is not in its state"):
            wg.compile(lambda: generator.normal((3,)))()
        np.testing.assert_array_equal(generator.normal((3,)), wg.random.Generator(1).normal((3,)))

    def test_a_new_tensor_in_the_state_is_refused(self):
        model = net()

        def step(x):
            model.last = model(x)

        with pytest.raises(GraphError, match="stores a new tensor in its state"):
            wg.compile(step, state=model)(data()[0])


class TestCaptures:
    def test_a_captured_tensor_that_changes_is_noticed(self):
        scale, leaf = wg.tensor(2.0), wg.tensor(5.0, requires_grad=True)
        f = wg.compile(lambda x: x * scale + leaf.detach() * leaf)
        assert float(f(1.0)) == 27
        assert float(f(np.ones(1))[0]) == 27
        scale.value = np.float64(3.0)
        assert float(f(1.0)) == 28
        assert float(f(np.ones(1))[0]) == 28
        assert f.recompiles[2].reason.startswith("a captured tensor of shape () has another value")
        assert len(f.recompiles) == 4
        f(1.0)
        assert len(f.recompiles) == 4

    def test_one_that_is_updated_is_refused_and_put_back(self):
        w, v = wg.tensor(1.0, requires_grad=True), wg.tensor(np.zeros(3))

        def step(x):
            w.value = w.value - x
            v.value = v.value + 1.0

        with pytest.raises(GraphError, match="changes a tensor that is not in its state"):
            wg.compile(step)(2.0)
        assert float(w) == 1
        assert v.tolist() == [0, 0, 0]

    def test_one_that_gets_a_gradient_is_refused_and_put_back(self):
        w = wg.tensor(1.0, requires_grad=True)
        with pytest.raises(GraphError, match="not in its state"):
            wg.compile(lambda x: (w * x).backward())(2.0)
        assert w.grad is None

    def test_a_forgotten_optimizer_is_refused(self):
        model = net()
        optimizer = wg.optim.SGD(model, lr=0.1, momentum=0.9)
        before = [t.value for t in (*model.state_tensors(), *optimizer.state_tensors())]
        with pytest.raises(GraphError, match="not in its state"):
            wg.compile(stepper(model, optimizer), state=model)(*data())
        after = [t.value for t in (*model.state_tensors(), *optimizer.state_tensors())]
        assert all(a is b for a, b in zip(before, after, strict=True))


class TestArguments:
    def test_fixed_ones_are_part_of_the_program(self):
        def f(x, how, twice=False, then=None):
            out = {"sum": wg.sum, "mean": wg.mean}[how](x)
            out = out * 2 if twice else out
            return out if then is None else then(out)

        f = wg.compile(f)
        x = np.arange(4.0)
        assert float(f(x, "sum")) == 6
        assert float(f(x, "mean")) == 1.5
        assert float(f(x, "mean", twice=True)) == 3
        assert float(f(x, "mean", then=wg.exp)) == pytest.approx(np.exp(1.5))
        assert len(f.recompiles) == 4
        f(x, how="mean", then=wg.exp)
        f(x, how="mean", then=wg.exp)
        assert len(f.recompiles) == 5

    def test_numbers_do_not_compile_again(self):
        f = wg.compile(lambda x, k: x * k)
        for k in (1.0, 2.0, -3.5):
            assert float(f(2.0, k)) == 2 * k
        assert len(f.recompiles) == 1

    def test_a_python_float_takes_the_precision_of_what_it_meets(self):
        assert wg.compile(lambda x, k: x * k)(np.ones(2, "float32"), 0.1).dtype == np.float32

    def test_tensors_are_tensors_inside_and_arrays_are_raw(self):
        kinds = []

        def f(a, b):
            kinds.append((isinstance(a, Tensor), isinstance(b, Tensor)))
            return a + 1, b + 1

        c, d = wg.compile(f)(wg.tensor(1.0), np.float64(1.0))
        assert kinds == [(True, False)]
        assert isinstance(c, Tensor)
        assert isinstance(d, jax.Array)

    def test_containers_go_in_and_come_out(self):
        f = wg.compile(lambda batch, *, scale: {"y": [batch["x"] * scale, None], "name": "out", "flag": (3,)})
        out = f({"x": np.ones(2)}, scale=wg.tensor(2.0))
        assert list(out) == ["y", "name", "flag"]
        assert out["y"][0].tolist() == [2, 2]
        assert out["y"][1] is None
        assert out["name"] == "out"
        assert int(out["flag"][0]) == 3
        out2 = f({"x": np.ones(3)}, scale=wg.tensor(2.0))
        assert out2["y"][0].shape == (3,)
        assert f({"x": np.ones(2)}, scale=wg.tensor(3.0))["y"][0].tolist() == [3, 3]

    def test_an_array_without_numbers_is_refused(self):
        with pytest.raises(DtypeError, match="holds no numbers"):
            wg.compile(lambda x: x)(np.array(["a"]))

    def test_a_decision_on_a_value_is_refused(self):
        f = wg.compile(lambda x: x if x > 0 else -x)
        with pytest.raises(ConcretizationError):
            f(wg.tensor(1.0))

    def test_methods_can_be_compiled(self):
        class Scaler:
            factor = 3.0

            @wg.compile
            def scaled(self, x):
                return x * self.factor

        assert float(Scaler().scaled(2.0)) == 6
        assert isinstance(Scaler.scaled, wg.compile(len).__class__)

    def test_it_is_a_decorator_with_options(self):
        w = wg.tensor(1.0)

        @wg.compile(state=w, donate=False)
        def grow():
            w.value = w.value * 2

        grow()
        assert float(w) == 2
        assert grow.function.__name__ == grow.__name__ == "grow"
        assert repr(grow) == "<compiled grow, 1 compilations>"


class TestDerivatives:
    @pytest.mark.parametrize("order", [1, 2, 3, 4])
    def test_every_order_equals_the_eager_one(self, order):
        f = lambda x: wg.sin(x) * wg.exp(x / 2)
        g = f
        for _ in range(order):
            g = wg.grad(g)
        assert float(wg.compile(g)(0.7)) == pytest.approx(float(g(0.7)), rel=1e-12)

    def test_inside_a_transform_it_becomes_a_part_of_the_list(self):
        w = wg.tensor(3.0, requires_grad=True)
        cube = wg.compile(lambda x: x * x * x * w)
        assert float(wg.grad(wg.grad(cube))(2.0)) == 36
        assert wg.jvp(cube, (2.0,), (1.0,))[1] == 36
        np.testing.assert_array_equal(wg.vmap(cube)(np.array([1.0, 2.0])), [3, 24])
        assert cube.recompiles == []
        (cube(wg.tensor(1.0, requires_grad=True) * 1.0)).backward()
        assert float(w.grad) == 1

    def test_compiled_in_compiled(self):
        w = wg.tensor(1.0)

        def grow():
            w.value = w.value * 2
            return w.value

        inner = wg.compile(grow, state=w)
        outer = wg.compile(lambda x: inner() + inner() + wg.compile(wg.grad(wg.sin))(x), state=w)
        assert float(outer(0.0)) == 2 + 4 + 1
        assert float(w) == 4
        assert inner.recompiles == []
        assert float(outer(0.0)) == 8 + 16 + 1

    def test_jacobians_and_vmap_compile(self):
        f = lambda x: wg.stack([wg.sin(x[0]) * x[1], x[1] ** 3])
        x = np.array([0.3, 0.8])
        np.testing.assert_allclose(wg.compile(wg.jacobian(f))(x), wg.jacobian(f)(x), rtol=1e-12)
        rows = np.stack([x, 2 * x])
        np.testing.assert_allclose(
            wg.compile(wg.vmap(wg.grad(lambda x: f(x).sum())))(rows)[1], wg.grad(lambda x: f(x).sum())(2 * x)
        )


class TestRecord:
    def test_every_compilation_is_explained(self):
        def f(batch, how="sum"):
            return getattr(wg, how)(batch["x"])

        f = wg.compile(f)
        f({"x": np.ones(3, "float32")})
        f({"x": np.ones(4, "float32")})
        f({"x": np.ones(4)})
        f({"x": np.ones(4)}, how="mean")
        assert [r.reason for r in f.recompiles] == [
            "first call",
            "argument 0.x: float32[3] -> float32[4]",
            "argument 0.x: float32[4] -> float64[4]",
            "argument how: absent -> 'mean'",
        ]
        assert all(r.seconds > 0 for r in f.recompiles)
        assert str(f.recompiles[0]).startswith("first call (")

    def test_the_text_of_the_program_costs_no_run(self):
        w = wg.tensor(1.0)
        step = wg.compile(lambda: setattr(w, "value", w.value + 1), state=w)
        assert "stablehlo.add" in step.text()
        assert float(w) == 1
        assert step.recompiles == []
        step()
        assert float(w) == 2
        assert len(step.recompiles) == 1


class TestThreadsAndSignals:
    def test_threads_take_turns(self):
        w = wg.tensor(0.0)

        def add(x):
            w.value = w.value + x

        add = wg.compile(add, state=w)
        threads = [threading.Thread(target=lambda: [add(1.0) for _ in range(50)]) for _ in range(4)]
        for t in threads:
            t.start()
        for t in threads:
            t.join()
        assert float(w) == 200

    def test_another_thread_may_move_its_own_tensors_meanwhile(self):
        stop, mine = threading.Event(), wg.tensor(0.0)

        def move():
            while not stop.is_set():
                mine.value = np.float64(mine.value + 1)

        other = threading.Thread(target=move)
        other.start()
        try:
            assert float(wg.compile(wg.grad(wg.sin))(0.0)) == 1
        finally:
            stop.set()
            other.join()
        assert float(mine) > 0

    def test_an_interrupt_never_loses_the_state(self):
        w = [wg.tensor(np.zeros(2000)) for _ in range(5)]

        def step():
            for t in w:
                t.value = t.value + 1

        step = wg.compile(step, state=w)
        for _ in range(3):
            step()

        def interrupt(*_):
            raise KeyboardInterrupt

        before = signal.signal(signal.SIGALRM, interrupt)
        hits, end = 0, time.monotonic() + 1.0
        try:
            while time.monotonic() < end:
                try:
                    signal.setitimer(signal.ITIMER_REAL, 0.0003 + (hits % 17) * 1e-5)
                    while True:
                        step()
                except KeyboardInterrupt:
                    hits += 1
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)
        assert hits > 50
        counts = {float(t.numpy()[0]) for t in w}
        assert len(counts) == 1


def test_a_partial_can_be_compiled():
    assert float(wg.compile(functools.partial(lambda a, b: a * b, 3.0))(2.0)) == 6
