"""Sweeps: which steps they visit and how often, recorded or raw, and that contributions fit their places."""

import numpy as np
import pytest

import wengert as wg
from wengert.arrays import jax_numpy
from wengert.kinds import general
from wengert.primitive import PRIMITIVES
from wengert.step import now
from wengert.tensor import Tensor, value_of
from wengert.trace.sweeps import active, moving, pull_back, push_forward, recall, segment

jax = pytest.importorskip("jax")
jnp = jax_numpy()


@pytest.fixture
def watched():
    """A product whose rules log what they are called with; the registry forgets it."""
    before = dict(PRIMITIVES)
    log = []

    @general()
    def watched_product(x, y):
        return x * y

    def logging(kind):
        def in_x(g, y):
            log.append((kind + "x", type(g), type(y)))
            return g * y

        def in_y(g, x):
            log.append((kind + "y", type(g), type(x)))
            return g * x

        return [in_x, in_y]

    watched_product.define(logging("pull "), logging("push "))
    watched_product.log = log
    yield watched_product
    PRIMITIVES.clear()
    PRIMITIVES.update(before)


def kinds(p):
    return [kind for kind, _, _ in p.log]


def types(p):
    """The types of the adjoints, tangents and kept values that the rules were called with."""
    return {t for _, *both in p.log for t in both}


# --- the stretch of the list ---------------------------------------------------------------------------------------


def test_a_segment_holds_what_an_output_depends_on_in_order():
    x = wg.tensor(2.0, requires_grad=True)
    y = wg.sin(x)
    aside = wg.cos(x)
    z = y * x
    found = segment([z.step])
    assert found.steps == [x.step, y.step, z.step]
    assert aside.step not in found.steps
    assert found.leaves == [x.step]
    assert not found.open


def test_what_is_older_is_left_out_and_makes_the_segment_open():
    x = wg.tensor(2.0, requires_grad=True)
    y = wg.sin(x)
    since = now()
    z = wg.cos(y)
    w = z * y
    found = segment([w.step, y.step], since)
    assert found.steps == [z.step, w.step]
    assert found.open
    assert found.leaves == []


def test_only_steps_between_input_and_output_move():
    x, c = wg.tensor(2.0, requires_grad=True), wg.tensor(3.0, requires_grad=True)
    heavy = wg.exp(c)
    y = wg.sin(x)
    out = y * heavy
    found = segment([out.step])
    assert moving(found, [x.step]) == active(found.steps, [x.step]) == [x.step, y.step, out.step]
    assert moving(found, [x.step, c.step]) == found.steps


def test_in_a_closed_segment_without_leaves_nothing_is_looked_at():
    lines = []

    def f(x):
        out = wg.sin(x) * x
        found = segment([out.step], x.step.number)
        lines.append(moving(found, [x.step]) is found.steps)
        return out

    wg.grad(f)(2.0)
    assert lines == [True]


# --- structural zeros ----------------------------------------------------------------------------------------------


def test_rules_of_constants_and_of_branches_without_the_input_are_not_called(watched):
    p = watched
    wg.grad(lambda x: p(x, 3.0))(2.0)
    assert kinds(p) == ["pull x"]
    p.log.clear()
    assert wg.grad(lambda x, y: p(p(y, y), x) + p(y, 2.0))(2.0, 5.0) == 25.0
    assert kinds(p) == ["pull y"]
    p.log.clear()
    assert wg.grad(lambda x, y: p(p(y, y), x), (0, 1))(2.0, 5.0) == (25.0, 20.0)
    assert sorted(kinds(p)) == ["pull x", "pull x", "pull y", "pull y"]


def test_captured_branches_are_not_visited(watched):
    p, w = watched, wg.tensor(5.0, requires_grad=True)
    assert wg.grad(lambda x: p(p(w, w), x))(2.0) == 25.0
    assert kinds(p) == ["pull y"]
    p.log.clear()
    assert wg.jvp(lambda x: p(p(w, w), x), (2.0,), (1.0,))[1] == 25.0
    assert kinds(p) == ["push y"]


def test_results_that_nobody_uses_are_not_visited(watched):
    p = watched

    def f(x):
        for _ in range(5):
            p(x, x)
        return p(x, 2.0)

    assert wg.grad(f)(3.0) == 2.0
    assert kinds(p) == ["pull x"]


def test_tangents_that_are_missing_call_no_rule(watched):
    p = watched
    x, y = wg.tensor(2.0, requires_grad=True), wg.tensor(5.0, requires_grad=True)
    still, out = p(y, y), p(x, y)
    moved = push_forward([x.step, y.step, still.step, out.step], {x.step: np.float64(1.0)}, record=False)
    assert kinds(p) == ["push x"]
    assert moved == {x.step: 1.0, out.step: 5.0}


def test_a_shared_result_is_visited_once_however_many_paths_lead_to_it(watched):
    p = watched

    def doubled(x):
        for _ in range(30):
            x = x + x
        return x

    assert wg.grad(lambda x: doubled(p(x, 2.0)))(1.0) == 2.0**31
    assert kinds(p) == ["pull x"]
    p.log.clear()
    assert wg.jvp(lambda x: doubled(p(x, 2.0)), (1.0,), (1.0,))[1] == 2.0**31
    assert kinds(p) == ["push x"]


# --- recorded or raw -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("D", [wg.grad, lambda f: lambda x: wg.jvp(f, (x,), (1.0,))[1]])
def test_a_closed_segment_is_swept_raw_and_an_open_one_recorded(watched, D):
    p = watched
    D(lambda x: p(x, x))(3.0)
    assert types(p) == {np.float64}
    p.log.clear()
    # Closed although inside: the outer variable has no part in it.
    D(lambda x: x * D(lambda y: p(y, y))(3.0))(2.0)
    assert types(p) == {np.float64}
    p.log.clear()
    # Open: the inner sweep reads the outer variable, so it is recorded; the outer one is raw again.
    assert float(value_of(D(lambda x: D(lambda y: p(x, y * y))(3.0))(2.0))) == 6.0
    inner, *_ = p.log
    assert inner[1:] == (Tensor, Tensor)


def test_a_recorded_sweep_can_be_differentiated_and_a_raw_one_holds_no_tensor():
    x = wg.tensor(2.0, requires_grad=True)
    y = x * x * x
    steps = segment([y.step]).steps
    g = pull_back(steps, {y.step: Tensor(np.float64(1.0))}, record=True)[x.step]
    assert float(g) == 12.0
    assert float(pull_back(segment([g.step]).steps, {g.step: np.float64(1.0)}, record=False)[x.step]) == 12.0
    raw = pull_back(steps, {y.step: np.float64(1.0)}, record=False)[x.step]
    assert type(raw) is np.float64


@pytest.mark.parametrize("linked", [True, False])
def test_an_unlinked_sweep_is_linear_in_its_seeds_and_constant_in_what_was_kept(linked):
    x, seed = wg.tensor(2.0, requires_grad=True), wg.tensor(5.0, requires_grad=True)
    y = x * x * x
    steps = segment([y.step]).steps
    for found in (
        pull_back(steps, {y.step: seed}, record=True, linked=linked)[x.step],
        push_forward(steps, {x.step: seed}, record=True, linked=linked)[y.step],
    ):
        assert float(found) == 60.0
        below = pull_back(segment([found.step]).steps, {found.step: np.float64(1.0)}, record=False)
        assert below[seed.step] == 12.0  # 3x²
        assert below.get(x.step, 0.0) == (60.0 if linked else 0.0)  # 6x · seed


def test_what_was_kept_remembers_where_it_came_from():
    x = wg.tensor([1.0, 2.0], requires_grad=True)
    y = wg.exp(x)
    z = x * np.array([3.0, 4.0])
    (out,) = recall(y.step)
    assert out.step is y.step
    factor, nothing = recall(z.step)
    assert type(factor) is np.ndarray
    assert nothing is None
    assert [type(v) for v in recall((x * x).step)] == [Tensor, Tensor]
    assert all(v.step is x.step for v in recall((x * x).step))


# --- the rest of the reverse sweep ---------------------------------------------------------------------------------


def test_stops_end_the_sweep_and_only_they_and_leaves_are_returned(watched):
    x = wg.tensor(2.0, requires_grad=True)
    middle = watched(x, x)
    y = wg.sin(middle)
    steps = segment([y.step]).steps
    found = pull_back(steps, {y.step: np.float64(1.0)}, record=False, stops={middle.step})
    assert set(found) == {middle.step}
    assert watched.log == []
    assert set(pull_back(steps, {y.step: np.float64(1.0)}, record=False)) == {x.step}


def test_arrived_sees_every_finished_adjoint_last_to_first_and_may_replace_it():
    x = wg.tensor(2.0, requires_grad=True)
    y = x * 3.0
    z = y + y
    seen = []

    def arrived(step, g):
        seen.append((step, float(g)))
        return g * 10 if step is y.step else g

    found = pull_back(segment([z.step]).steps, {z.step: np.float64(1.0)}, record=False, arrived=arrived)
    assert seen == [(z.step, 1.0), (y.step, 2.0), (x.step, 60.0)]
    assert found[x.step] == 60.0


def test_a_seed_at_a_step_adds_to_what_arrives_there():
    x = wg.tensor(2.0, requires_grad=True)
    y = x * 3.0
    z = y * 5.0
    seeds = {z.step: np.float64(1.0), y.step: np.float64(100.0)}
    assert pull_back(segment([z.step]).steps, seeds, record=False)[x.step] == 315.0
    assert seeds == {z.step: 1.0, y.step: 100.0}


def test_numpy_does_not_warn_inside_sweeps_and_its_settings_come_back():
    before = np.geterr()
    with np.errstate(all="raise"):
        assert wg.grad(lambda x: wg.where(x > 0, wg.sqrt(x), 0.0))(0.0) == 0.0
        assert wg.jvp(wg.sqrt, (0.0,), (1.0,))[1] == np.inf
        assert set(np.geterr().values()) == {"raise"}
    assert np.geterr() == before


# --- shapes and dtypes ---------------------------------------------------------------------------------------------


def test_broadcast_gradients_of_mixed_dtypes_agree_with_jax():
    x, y, z = np.ones((2, 1, 3), "f4") * 0.5, np.linspace(0.1, 1, 4)[:, None], np.float32(2.0)
    f = lambda x, y, z: wg.sum(wg.sin(x * y) / (y + z) + z)
    g = lambda x, y, z: jnp.sum(jnp.sin(x * y) / (y + z) + z)
    for mine, wanted in zip(wg.grad(f, (0, 1, 2))(x, y, z), jax.grad(g, (0, 1, 2))(x, y, z), strict=True):
        assert mine.dtype == wanted.dtype
        assert mine.shape == wanted.shape
        np.testing.assert_allclose(mine, wanted, rtol=1e-6)


def test_a_tangent_that_moves_one_argument_only_is_broadcast_to_the_output():
    _, moved = wg.jvp(lambda y: np.zeros((2, 3)) + y, (np.arange(3.0),), (np.array([1.0, 2.0, 3.0]),))
    assert moved.tolist() == [[1.0, 2.0, 3.0]] * 2


def test_adjoints_of_tuples_are_collected_by_part():
    x = np.array([[2.0, 1.0], [0.5, 3.0]])
    f = lambda q, r: (q * q * q).sum() + (q @ r * r).sum()
    wanted = jax.grad(lambda x: f(*jnp.linalg.qr(x)))(x)
    np.testing.assert_allclose(wg.grad(lambda x: f(*wg.qr(x)))(x), wanted, rtol=1e-10)


# --- long lists ----------------------------------------------------------------------------------------------------


def test_a_list_may_be_longer_than_any_stack():
    def chain(x):
        for _ in range(20_000):
            x = x * 1.0001
        return x

    wanted = 1.0001**20_000
    assert wg.grad(chain)(1.0) == pytest.approx(wanted, rel=1e-9)
    assert wg.jvp(chain, (1.0,), (1.0,))[1] == pytest.approx(wanted, rel=1e-9)
    x = wg.tensor(1.0, requires_grad=True)
    chain(x).backward()
    assert float(x.grad) == pytest.approx(wanted, rel=1e-9)


def test_a_long_list_can_be_swept_at_second_order():
    def chain(x):
        for _ in range(2_000):
            x = x * 1.0005
        return x * x

    wanted = 2 * 1.0005**4_000
    assert wg.grad(wg.grad(chain))(1.0) == pytest.approx(wanted, rel=1e-9)
    assert wg.jvp(wg.grad(chain), (1.0,), (1.0,))[1] == pytest.approx(wanted, rel=1e-9)
