"""Primitives: how they compute, what they keep and for whom, their rules, their errors, and the registry."""

import numpy as np
import pytest

import wengert as wg
from wengert.arrays import jax_numpy
from wengert.errors import ArgumentError, DtypeError, ShapeError
from wengert.kinds import elementwise, general, linear
from wengert.primitive import PRIMITIVES, Parts, Primitive, pick
from wengert.step import observed
from wengert.tensor import Tensor, value_of

jax = pytest.importorskip("jax")
jnp = jax_numpy()


@pytest.fixture(autouse=True)
def clean_registry():
    """Primitives declared by a test are gone after it."""
    before = dict(PRIMITIVES)
    yield
    PRIMITIVES.clear()
    PRIMITIVES.update(before)


def leaf(data):
    return wg.tensor(data, requires_grad=True)


def affine():
    """x y + z, whose rules keep y for x, x for y, and nothing for z."""

    @general()
    def multiply_add(x, y, z):
        """Shapes: (*s), (*s), (*s) -> (*s)."""
        return x * y + z

    pulls = [lambda g, y: g * y, lambda g, x: g * x, lambda g: g]
    multiply_add.define(pulls, pulls)
    return multiply_add


def total():
    """A sum of any number of arrays, weighted by their places; its rules note which tangents arrive."""
    log = []

    @general()
    def weighted_total(*args, by=1.0):
        return by * sum((k + 1) * a for k, a in enumerate(args))

    def pullback(g, shapes, tracked, by):
        log.append(tracked)
        return tuple((k + 1) * by * g if on else None for k, on in enumerate(tracked)) if shapes else ()

    def pushforward(tangents, by):
        log.append(tuple(t is not None for t in tangents))
        return by * sum((k + 1) * t for k, t in enumerate(tangents) if t is not None)

    weighted_total.define_joint(pullback, pushforward)
    return weighted_total, log


def polar():
    """Radius and angle, with the joint rules of a tuple of outputs; notes which parts' adjoints arrive."""
    log = []

    @general(outputs=("r", "t"))
    def to_polar(x, y):
        return np.hypot(x, y), np.arctan2(y, x)

    def pullback(g, x, y, r):
        log.append(tuple(part is not None for part in g))
        gr, gt = (0.0 * x if part is None else part for part in g)
        return gr * x / r - gt * y / (r * r), gr * y / r + gt * x / (r * r)

    def pushforward(tangents, x, y, r):
        dx, dy = (0.0 * x if t is None else t for t in tangents)
        return (x * dx + y * dy) / r, (x * dy - y * dx) / (r * r)

    to_polar.define_joint(pullback, pushforward)
    return to_polar, log


# --- what is kept --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tracked", "kept"), [("xyz", "yx"), ("x", "y"), ("y", "x"), ("z", ""), ("xz", "y"), ("yz", "x"), ("xy", "yx")]
)
def test_only_what_the_rules_of_tracked_arguments_read_is_kept(tracked, kept):
    p = affine()
    args = {n: leaf([k + 1.0, 2.0]) if n in tracked else np.array([k + 1.0, 2.0]) for k, n in enumerate("xyz")}
    step = p(*args.values()).step
    assert p.saves == ("y", "x")
    for name, value in zip(p.saves, step.saved, strict=True):
        assert (value is not None) == (name in kept)
        if value is not None:
            assert np.array_equal(value, value_of(args[name]))
    assert [i is not None for i in step.inputs] == [n in tracked for n in "xyz"]


def test_what_is_kept_is_read_only_and_the_callers_own_array_is_not():
    x, a = leaf([1.0, 2.0]), np.array([3.0, 4.0])
    for step, array in [((x * a).step, a), (affine()(x, a, a).step, a)]:
        (kept,) = (v for v in step.saved if v is not None)
        assert np.shares_memory(kept, array)
        with pytest.raises(ValueError, match="read-only"):
            kept[0] = 0.0
    a[0] = 5.0


def test_an_output_that_is_kept_is_read_only():
    y = wg.exp(leaf([1.0, 2.0]))
    assert y.step.saved[0] is y.value
    with pytest.raises(ValueError, match="read-only"):
        y.value[0] = 0.0


def test_transforms_leave_the_arrays_of_their_caller_writeable():
    x, a = np.array([1.0, 2.0]), np.array([3.0, 4.0])
    for f in (lambda x: wg.sum(x * a * x), lambda x: wg.sum(affine()(x, a, x))):
        wg.grad(lambda x, f=f: wg.sum(wg.grad(f)(x)))(x)
        wg.jvp(f, (x,), (a,))
    x[0] = a[0] = 7.0
    assert (x[0], a[0]) == (7.0, 7.0)


def test_shapes_and_dtypes_are_kept_without_their_arrays():
    @general()
    def first(x):
        return x[0]

    first.define([lambda g, x_shape, x_dtype: np.ones(x_shape, x_dtype) * g], [lambda dx: dx[0]])
    out = first(leaf(np.ones(3, "f4")))
    assert out.step.saved == ((3,), np.dtype("float32"))
    assert wg.grad(first)(np.ones(3, "f4")).tolist() == [1.0, 1.0, 1.0]


def test_rules_stated_anew_decide_anew_what_is_kept():
    p, x = affine(), leaf(2.0)
    assert p(x, 3.0, 4.0).step.saved == (3.0, None)
    p.define([lambda g: g] * 3, [lambda dx: dx] * 3)
    assert p(x, 3.0, 4.0).step.saved == ()
    assert wg.grad(lambda x: p(x, 3.0, 4.0))(2.0) == 1.0


def test_where_saved_names_come_from_is_known():
    p, _ = polar()
    assert p.saves == ("x", "y", "r")
    assert p.origins == (0, 1, ("part", 0))
    q, _ = total()
    assert dict(zip(q.saves, q.origins, strict=True)) == {"shapes": None, "tracked": None}


# --- computing and recording ---------------------------------------------------------------------------------------


def test_raw_arrays_give_raw_arrays_and_tensors_give_tensors():
    p = affine()
    assert type(p(np.float64(2), 3.0, 4.0)) is np.float64
    out = p(2.0, Tensor(3.0), 4.0)
    assert (type(out), float(out), out.step) == (Tensor, 10.0, None)


def test_without_recording_values_are_the_same_and_no_step_is_written():
    x, p = leaf([1.0, 2.0]), affine()
    with wg.no_grad():
        for out in (p(x, x, x), wg.exp(x), x * x, x * 2.0, 2.0 * x):
            assert out.step is None
            assert out.value.flags.writeable
    assert p(x, x, x).tolist() == [2.0, 6.0]


@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_step_says_what_was_applied_to_what(count):
    p = {1: wg.exp, 2: wg.multiply, 3: affine()}[count]
    args = [leaf(np.ones(2, "f4")), Tensor(np.ones((3, 1), "f4")), np.ones((3, 2), "f4")][:count]
    step = p(*args).step
    assert (step.primitive, step.inputs) == (p, (args[0].step, None, None)[:count])
    assert (step.shape, step.dtype, step.params) == (np.broadcast_shapes(*map(np.shape, args)), np.float32, {})


def test_a_python_complex_number_is_boxed_as_numpys():
    @elementwise()
    def turned(x):
        return complex(0, float(x))

    turned.partial = 1
    assert turned(leaf(2.0)).dtype == np.complex128


# --- static parameters ---------------------------------------------------------------------------------------------


def rolled():
    @linear()
    def roll_by(x, *, by=1, axis=0):
        return np.roll(x, by, axis)

    roll_by.adjoint = lambda g, by, axis: roll_by(g, by=-by, axis=axis)
    return roll_by


def tiled():
    @linear(static=("count",))
    def repeat_rows(x, count, *, scale=1.0):
        return np.stack([x * scale] * count)

    repeat_rows.adjoint = lambda g, scale: wg.sum(g, axis=0) * scale
    return repeat_rows


def test_static_parameters_have_defaults_on_arrays_and_tensors_alike():
    p, a = rolled(), np.arange(6.0).reshape(2, 3)
    assert p.static == ("by", "axis")
    assert p.defaults == {"by": 1, "axis": 0}
    for params in ({}, {"by": 2}, {"axis": 1}, {"by": -1, "axis": 1}):
        wanted = np.roll(a, shift=params.get("by", 1), axis=params.get("axis", 0))
        assert np.array_equal(p(a, **params), wanted)
        out = p(leaf(a), **params)
        assert np.array_equal(out.numpy(), wanted)
        assert out.step.params == {"by": 1, "axis": 0} | params
        g = np.arange(6.0).reshape(2, 3) ** 2
        assert np.sum(wg.vjp(lambda x, params=params: p(x, **params), a)[1](g)[0] * a) == np.sum(g * wanted)


def test_static_parameters_may_be_given_by_position_on_arrays_and_tensors_alike():
    p, q, a = rolled(), tiled(), np.arange(6.0).reshape(2, 3)
    assert np.array_equal(p(a, 2, 1), np.roll(a, 2, 1))
    assert np.array_equal(p(leaf(a), 2, 1).numpy(), np.roll(a, 2, 1))
    for given in (a, leaf(a)):
        assert np.shape(value_of(q(given, 4))) == (4, 2, 3)
        assert np.shape(value_of(q(given, count=4))) == (4, 2, 3)
    assert wg.grad(lambda x: wg.sum(q(x, 4, scale=0.5)))(a[0]).tolist() == [2.0, 2.0, 2.0]


@pytest.mark.parametrize("wrap", [np.asarray, leaf])
def test_too_many_arguments_are_refused(wrap):
    with pytest.raises(ArgumentError, match="repeat_rows: too many arguments") as caught:
        tiled()(wrap([1.0]), 2, 3, 4)
    assert "given     4" in str(caught.value)


def test_the_pushforward_of_a_map_linear_in_one_place_is_the_map():
    push = tiled().linear_in(0)
    assert push(np.array([1.0, 2.0]), 2, 3.0).tolist() == [[3.0, 6.0], [3.0, 6.0]]


# --- joint rules, tuples of outputs --------------------------------------------------------------------------------


def test_a_joint_rule_is_called_once_and_knows_which_arguments_are_tracked():
    p, log = total()
    f = lambda x, z: p(x, 10.0, z, by=0.5)
    assert wg.grad(f, (0, 1))(1.0, 2.0) == (0.5, 1.5)
    assert wg.jvp(f, (1.0, 2.0), (1.0, 10.0))[1] == 15.5
    assert log == [(True, False, True)] * 2


def test_a_part_of_a_tuple_that_nobody_used_brings_none():
    p, log = polar()
    gx, gy = wg.grad(lambda x, y: p(x, y)[1], (0, 1))(3.0, 4.0)
    assert (gx, gy) == pytest.approx((-4 / 25, 3 / 25))
    assert log == [(False, True)]
    log.clear()
    gx, gy = wg.grad(lambda x, y: p(x, y)[0] * p(x, y)[1], (0, 1))(3.0, 4.0)
    assert log == [(False, True), (True, False)]


def test_tuples_of_outputs_agree_with_jax_to_second_order():
    p, _ = polar()
    mixed = lambda r, t: r * t * t + t
    ours = lambda z: mixed(*p(z[0], z[1]))
    theirs = lambda z: mixed(jnp.hypot(z[0], z[1]), jnp.arctan2(z[1], z[0]))
    z, v = np.array([1.5, 0.5]), np.array([1.0, -2.0])
    first = jax.grad(theirs)
    np.testing.assert_allclose(wg.grad(ours)(z), first(z), rtol=1e-13)
    np.testing.assert_allclose(wg.jvp(ours, (z,), (v,))[1], jax.jvp(theirs, (z,), (v,))[1], rtol=1e-13)
    wanted = jax.jvp(first, (z,), (v,))[1]
    np.testing.assert_allclose(wg.jvp(wg.grad(ours), (z,), (v,))[1], wanted, rtol=1e-12)
    np.testing.assert_allclose(wg.grad(lambda z: wg.jvp(ours, (z,), (v,))[1])(z), wanted, rtol=1e-12)


def test_separate_rules_for_a_tuple_of_outputs_get_the_tuple_too():
    @general(outputs=("sum", "difference"))
    def butterfly(x, y):
        return x + y, x - y

    def pulled(sign):
        return lambda g: (0.0 if g[0] is None else g[0]) + sign * (0.0 if g[1] is None else g[1])

    butterfly.define([pulled(1.0), pulled(-1.0)], [lambda dx: (dx, dx), lambda dy: (dy, -dy)])
    weighed = lambda s, d: 2 * s + 3 * d
    assert wg.grad(lambda x, y: weighed(*butterfly(x, y)), (0, 1))(1.0, 2.0) == (5.0, -1.0)
    assert wg.grad(lambda x, y: butterfly(x, y)[1], (0, 1))(1.0, 2.0) == (1.0, -1.0)


def test_parts_on_raw_arrays_and_constants_need_no_step():
    p, _ = polar()
    assert p(3.0, 4.0)[0] == 5.0
    r, t = p(Tensor(3.0), 4.0)
    assert (float(r), r.step, t.step) == (5.0, None, None)
    r, t = p(leaf(3.0), 4.0)
    assert r.step.primitive is t.step.primitive is pick
    assert r.step.inputs == t.step.inputs
    assert [r.step.params, t.step.params] == [{"index": 0}, {"index": 1}]


def test_adjoints_of_parts_add_by_index():
    a, b = Parts({0: 1.0, 2: 5.0}), Parts({1: 10.0, 2: 7.0})
    assert a + b == {0: 1.0, 1: 10.0, 2: 12.0}
    assert type(a + b) is Parts
    assert a == {0: 1.0, 2: 5.0}


# --- errors --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("wrap", [np.asarray, Tensor, leaf])
def test_a_refusal_of_the_array_library_is_told_in_our_words(wrap):
    with pytest.raises(ShapeError, match="multiply_add: shapes do not broadcast") as caught:
        affine()(wrap(np.ones(2)), np.ones(3), 1.0)
    text = str(caught.value)
    assert "((2,), (3,), 1.0)" in text
    assert "(*s), (*s), (*s) -> (*s)." in text
    assert "test_primitive.py:" in text
    for pair in ((wrap(np.ones(2)), np.ones(3)), (np.ones(3), wrap(np.ones(2)))):
        with pytest.raises(ShapeError, match="multiply: shapes do not broadcast"):
            wg.multiply(*pair)


@pytest.mark.parametrize("wrap", [float, Tensor, leaf])
def test_what_a_function_cannot_take_is_refused_by_type(wrap):
    with pytest.raises(DtypeError, match="multiply"):
        wg.multiply(wrap(1.0), {})


def test_a_rule_that_reads_an_unknown_name_is_refused_when_it_is_stated():
    p = affine()
    with pytest.raises(ArgumentError, match="multiply_add: a rule reads an unknown name") as caught:
        p.define([lambda g, w: g] * 3, [lambda dx: dx] * 3)
    assert "given     w" in str(caught.value)
    q, _ = total()
    with pytest.raises(ArgumentError, match="weighted_total: a rule reads an unknown name"):
        q.define_joint(lambda g, x: (g,), lambda tangents: tangents[0])


def test_each_argument_wants_both_rules():
    with pytest.raises(ValueError, match="shorter"):
        affine().define([lambda g: g] * 3, [lambda dx: dx] * 2)


# --- names, registry, observers ------------------------------------------------------------------------------------


def test_a_primitive_is_found_by_name_and_the_latest_of_a_name_wins():
    p = affine()
    assert PRIMITIVES["multiply_add"] is p
    q = affine()
    assert PRIMITIVES["multiply_add"] is q
    assert all(PRIMITIVES[name].name == name for name in PRIMITIVES)


def test_names_symbols_and_nodes():
    p = affine()
    assert repr(p) == "<primitive multiply_add>"
    assert (p.__name__, p.symbol, p.node) == ("multiply_add", "multiply_add", "MultiplyAddBackward0")
    assert p.__doc__ == "Shapes: (*s), (*s), (*s) -> (*s)."
    q = Primitive(lambda x: x, node="Addmm", symbol="+", source="a book", cost=lambda *_: 0)
    assert (q.node, q.symbol, q.source, q.cost()) == ("AddmmBackward0", "+", "a book", 0)
    assert q.slim(0) is q
    assert not q.differentiable
    assert p.differentiable
    assert total()[0].differentiable


def test_observers_see_each_step_with_its_arguments_constants_too():
    p, seen = affine(), []
    x, a = leaf(2.0), Tensor(3.0)
    with observed(lambda step, args, out: seen.append((step, args, out))):
        first = p(x, a, 1.0)
        second = wg.exp(a)
        third = a * 2.0
    assert [s.primitive.name for s, _, _ in seen] == ["multiply_add", "exp", "multiply"]
    assert [args for _, args, _ in seen] == [(x, a, 1.0), (a,), (a, 2.0)]
    assert seen[0][0] is first.step
    # What sweeps cannot reach is shown, and does not carry its line.
    assert second.step is third.step is None
    assert seen[1][0].kept is second
    assert seen[1][0].inputs == seen[1][0].saved == (None,)
    assert seen[2][0].saved == (None, None)


def test_observers_see_a_tuple_of_outputs_once_and_its_parts_after_it():
    p, seen = polar()[0], []
    with observed(lambda step, args, out: seen.append((step.primitive.name, step.shape))):
        p(leaf(3.0), 4.0)
        p(Tensor(3.0), 4.0)
    assert seen == [("to_polar", None), ("pick", ()), ("pick", ()), ("to_polar", None)]
