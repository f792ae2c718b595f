"""Options of XLA's compiler: known ones are used, unknown ones are left out, and results stay what they are."""

import jax
import numpy as np
import pytest

import wengert as wg
from wengert.compile import options


@pytest.fixture
def anew():
    options.compiler_options.cache_clear()
    yield
    options.compiler_options.cache_clear()


def test_an_option_that_this_version_does_not_know_is_left_out(anew, monkeypatch):
    known = dict(options._WANTED)
    monkeypatch.setattr(options, "_WANTED", known | {"xla_cpu_no_such_thing": True, "xla_cpu_ftz": "no boolean"})
    assert options.compiler_options() == known


def test_other_backends_are_told_nothing(anew, monkeypatch):
    monkeypatch.setattr(jax, "default_backend", lambda: "gpu")
    assert options.compiler_options() is None


def test_a_step_that_reads_a_weight_twice_and_replaces_it_is_the_eager_one(anew):
    """The case in which XLA used to copy: both sweeps read the second weight before it is rebound."""
    start = [np.full((40, 40), 0.01 * k, np.float32) for k in (1, 2)]
    x = np.linspace(-1, 1, 80, dtype=np.float32).reshape(2, 40)

    def trained(run):
        weights = [wg.nn.Parameter(w.copy()) for w in start]

        def step(x):
            h = wg.tanh(x @ weights[0]) @ weights[1]
            (h * h).sum().backward()
            for w in weights:
                w.value = w.value - 0.01 * w.grad.value
                w.grad = None

        step = run(step, weights)
        for _ in range(5):
            step(x)
        return [w.numpy() for w in weights]

    eager = trained(lambda step, weights: step)
    compiled = trained(lambda step, weights: wg.compile(step, state=weights))
    for a, b, w in zip(eager, compiled, start, strict=True):
        np.testing.assert_allclose(b, a, rtol=1e-5)
        assert not np.allclose(a, w)
