"""Schedules against optax, on Python numbers, NumPy and in programs; float32 stays; they combine."""

import numpy as np
import pytest

import wengert as wg
from wengert import optim
from wengert.arrays import jax_numpy
from wengert.errors import ArgumentError

ALL = {
    "constant": optim.constant(0.5),
    "stepped": optim.stepped(3),
    "multistep": optim.multistep([2, 5], 0.3),
    "exponential": optim.exponential(0.9),
    "linear": optim.linear(4, 0.1),
    "warmup": optim.warmup(4),
    "cosine": optim.cosine(7, 0.1),
    "cosine_restarts": optim.cosine_restarts(3, 2),
    "polynomial": optim.polynomial(5, 2.0, 0.1),
    "inverse_root": optim.inverse_root(3),
    "noam": optim.noam(64, 4),
    "diminishing": optim.diminishing(0.75),
    "one_cycle": optim.one_cycle(10),
    "cyclic": optim.cyclic(3, 2, 0.1, "triangular2"),
    "then": optim.warmup(3).then(optim.cosine(5), at=3),
    "product": 0.1 * optim.warmup(3) * optim.exponential(0.5),
}


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (optim.cosine(20, 0.1), lambda o: o.cosine_decay_schedule(1.0, 20, 0.1)),
        (optim.exponential(0.5 ** (1 / 10)), lambda o: o.exponential_decay(1.0, 10, 0.5)),
        (optim.linear(15, 0.2, 0.9), lambda o: o.linear_schedule(0.2, 0.9, 15)),
        (optim.polynomial(15, 2.0, 0.3), lambda o: o.polynomial_schedule(1.0, 0.3, 2.0, 15)),
        (optim.multistep([5, 9], 0.3), lambda o: o.piecewise_constant_schedule(1.0, {5: 0.3, 9: 0.3})),
        (
            optim.linear(10, 0.0).then(optim.cosine(30), at=10),
            lambda o: o.warmup_cosine_decay_schedule(0.0, 1.0, 10, 40),
        ),
    ],
)
def test_they_are_optaxs(ours, theirs):
    optax = pytest.importorskip("optax")
    jax_numpy()
    other = theirs(optax)
    found = [float(ours(k)) for k in range(50)]
    np.testing.assert_allclose(found, [float(other(k)) for k in range(50)], atol=1e-12)


def test_in_a_program_they_are_the_same_and_stay_float32():
    steps = np.arange(12, dtype="float32")
    run = wg.compile(lambda t: {name: wg.vmap(s)(t) for name, s in ALL.items()})
    for name, column in run(steps).items():
        assert column.dtype == np.float32, name
        np.testing.assert_allclose(column, [float(ALL[name](int(k))) for k in steps], rtol=2e-5, atol=1e-6)
    assert "f64" not in run.text(steps)


def test_beginnings_of_waves_are_exact_however_far():
    rate = optim.cosine_restarts(1, 3)
    for k in range(12):
        begin = (3**k - 1) // 2
        assert float(rate(begin)) == 1
        assert k < 2 or float(rate(begin - 1)) < 1


def test_a_cycle_of_one_step_only_falls():
    assert [float(optim.one_cycle(4, rise=0.0, end=0.25)(k)) for k in (0, 3)] == [1.0, 0.25]


def test_names_tell_how_they_are_made():
    assert repr(ALL["product"]) == "0.1 · warmup(3) · exponential(0.5)"
    assert repr(ALL["then"]) == "warmup(3) then cosine(5, 0.0) at 3"


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: optim.cosine(0), "steps is out of range"),
        (lambda: optim.cyclic(2, mode="square"), "unknown mode"),
        (lambda: optim.one_cycle(10, shape="cubic"), "unknown shape"),
    ],
)
def test_nonsense_is_refused(make, says):
    with pytest.raises(ArgumentError, match=says):
        make()


@pytest.mark.parametrize(("steps", "rise"), [(1, 0.3), (2, 0.3), (3, 0.3), (4, 1.0)])
def test_a_cycle_of_few_steps_is_finite_and_reaches_the_top(steps, rise):
    factors = [float(optim.one_cycle(steps, rise)(k)) for k in range(steps)]
    assert np.isfinite(factors).all()
    assert max(factors) == 1.0
