"""Kinds of primitives: what follows from a partial or an adjoint, in both modes, against JAX and by hand."""

import numpy as np
import pytest

import wengert as wg
from wengert.arrays import jax_numpy
from wengert.kinds import constant, elementwise, gated, general, linear, shielded
from wengert.primitive import PRIMITIVES
from wengert.step import observed
from wengert.tensor import value_of

jax = pytest.importorskip("jax")
jnp = jax_numpy()


@pytest.fixture(autouse=True)
def clean_registry():
    """Primitives declared by a test are gone after it."""
    before = dict(PRIMITIVES)
    yield
    PRIMITIVES.clear()
    PRIMITIVES.update(before)


def weighted():
    """x - y + 2.5 z, stated with numbers alone."""

    @elementwise()
    def mixture(x, y, z):
        return x - y + 2.5 * z

    mixture.partials = (1, -1, 2.5)
    return mixture


def root(singular):
    @elementwise(singular=singular)
    def square_root(x):
        return np.sqrt(x)

    square_root.partial = lambda out: 0.5 / out
    return square_root


def product():
    @elementwise()
    def times(x, y):
        return x * y

    times.partials = (lambda y: y, lambda x: x)
    return times


def square():
    @elementwise()
    def squared(x):
        return x * x

    squared.partial = lambda x: 2 * x
    return squared


# --- numbers as partials -------------------------------------------------------------------------------------------


def test_numbers_are_slopes_in_both_modes_and_summed_back_to_their_shapes():
    p = weighted()
    x, y, z = np.ones((2, 3)), np.ones(3), np.float64(1.0)
    g = np.arange(6.0).reshape(2, 3)
    gx, gy, gz = wg.grad(lambda x, y, z: wg.sum(p(x, y, z) * g), (0, 1, 2))(x, y, z)
    assert np.array_equal(gx, g)
    assert np.array_equal(gy, -g.sum(0))
    assert gz == 2.5 * g.sum()
    _, tangent = wg.jvp(p, (x, y, z), (3 * x, 5 * y, 7 * z))
    assert np.array_equal(tangent, np.full((2, 3), 3 - 5 + 17.5))


def test_numbers_keep_nothing():
    p = weighted()
    x = wg.tensor([1.0, 2.0], requires_grad=True)
    assert p.saves == ()
    assert p(x, x, x).step.saved == ()


def test_a_slope_of_one_hands_the_adjoint_through_itself():
    p, g = weighted(), np.ones(3)
    assert p.pullbacks[0](g, (), {}) is g
    assert p.pushforwards[0](g, (), {}) is g


@pytest.mark.parametrize("number", [np.float64(2.0), np.float32(2.0), 2, 2.0, True + 1])
def test_a_number_of_any_type_scales_and_leaves_float32_as_it_is(number):
    p = weighted()
    p.partials = (number, None, -number)
    found = wg.grad(lambda x, z: wg.sum(p(x, np.ones(2, "f4"), z)), (0, 1))(np.ones(2, "f4"), np.ones(2, "f4"))
    assert [f.dtype for f in found] == [np.float32, np.float32]
    assert [f.tolist() for f in found] == [[2.0, 2.0], [-2.0, -2.0]]


def test_a_partial_of_none_is_never_differentiated():
    p = weighted()
    p.partials = (1, None, 2.5)
    assert wg.grad(lambda x, y: p(x, y, 0.0), (0, 1))(1.0, 2.0) == (1.0, 0.0)
    assert wg.jvp(lambda y: p(1.0, y, 0.0), (2.0,), (1.0,))[1] == 0.0


# --- functions as partials -----------------------------------------------------------------------------------------


def test_the_partials_of_a_product_keep_the_other_factor_only():
    p = product()
    x = wg.tensor([2.0, 3.0], requires_grad=True)
    c = np.array([5.0, 7.0])
    assert p.saves == ("y", "x")
    kept_y, kept_x = p(x, c).step.saved
    assert np.array_equal(kept_y, c)
    assert kept_x is None
    kept_y, kept_x = p(c, x).step.saved
    assert kept_y is None
    assert np.array_equal(kept_x, c)


@pytest.mark.parametrize("mode", ["reverse", "forward"])
def test_a_product_agrees_with_jax_to_the_third_order(mode):
    p = product()
    D = wg.grad if mode == "reverse" else lambda f: lambda x: wg.jvp(f, (x,), (1.0,))[1]
    f = lambda x: p(p(x, x), p(x, 3.0))
    wanted = lambda x: (x * x) * (x * 3.0)
    for _ in range(3):
        f, wanted = D(f), jax.grad(wanted)
        assert float(f(1.7)) == pytest.approx(float(wanted(1.7)), rel=1e-14)


def test_a_function_that_only_looks_like_the_identity_is_called():
    other = np.array([10.0, 20.0])
    p = square()
    p.partial = lambda x: other
    assert wg.grad(lambda x: wg.sum(p(x)))(np.ones(2)).tolist() == [10.0, 20.0]


def test_partials_read_the_output_and_static_parameters_by_name():
    @elementwise()
    def to_the(x, *, k=2):
        return x**k

    to_the.partial = lambda x, out, k: k * out / x
    assert to_the.saves == ("x", "out")
    assert wg.grad(to_the)(3.0) == pytest.approx(6.0)
    assert wg.grad(lambda x: to_the(x, k=3))(2.0) == pytest.approx(12.0)


def test_partials_can_be_read_back():
    p, q = weighted(), square()
    assert p.partials == (1, -1, 2.5)
    assert p.rules == {"partial": (1, -1, 2.5)}
    assert q.partial(3.0) == 6.0


# --- singular points -----------------------------------------------------------------------------------------------


def test_zero_wins_over_an_infinite_slope_where_the_primitive_is_singular_or_a_selection_stands_above():
    x = np.array([0.0, 4.0])
    masked = lambda p: lambda x: wg.sum(p(x) * np.array([0.0, 1.0]))
    assert wg.grad(masked(root(True)))(x).tolist() == [0.0, 0.25]
    plain = wg.grad(masked(root(False)))(x)
    assert np.isnan(plain[0])
    assert plain[1] == 0.25
    below = wg.grad(lambda x: wg.sum(wg.where(x > 0, root(False)(x), 0.0)))
    assert below(x).tolist() == [0.0, 0.25]


def test_a_tangent_of_zero_stays_zero_at_an_infinite_slope():
    moved = wg.jvp(root(True), (np.array([0.0, 0.0, 4.0]),), (np.array([0.0, 1.0, 1.0]),))[1]
    assert moved.tolist() == [0.0, np.inf, 0.25]


def test_an_adjoint_that_is_not_zero_meets_the_infinite_slope():
    assert wg.grad(root(True))(0.0) == np.inf


@pytest.mark.parametrize("outer", ["grad", "jvp"])
@pytest.mark.parametrize("inner", ["grad", "jvp"])
def test_nothing_leaks_from_a_branch_not_taken_at_second_order(outer, inner):
    table = {"grad": wg.grad, "jvp": lambda f: lambda x: wg.jvp(f, (x,), (1.0,))[1]}
    p = root(True)
    f = lambda x: wg.where(x > 0, p(x), 0.0) + x * x
    second = table[outer](table[inner](f))
    assert float(value_of(second(0.0))) == 2.0
    assert float(value_of(second(4.0))) == pytest.approx(2.0 - 0.25 * 4.0**-1.5, rel=1e-14)


# --- gated products ------------------------------------------------------------------------------------------------


def test_gated_is_the_product_but_for_zero_times_the_non_finite():
    x = np.array([0.0, 0.0, 0.0, 2.0, 2.0, np.nan, np.inf, -0.0])
    y = np.array([np.inf, np.nan, 3.0, np.inf, np.nan, 1.0, 0.0, -np.inf])
    wanted = [0.0, 0.0, 0.0, np.inf, np.nan, np.nan, np.nan, 0.0]
    np.testing.assert_array_equal(gated(x, y), wanted)
    np.testing.assert_array_equal(gated(jnp.asarray(x), jnp.asarray(y)), wanted)
    np.testing.assert_array_equal(gated(np.ones(2), np.array([np.inf, -np.inf])), [np.inf, -np.inf])


def test_shielded_is_closed_on_both_sides():
    x, y = np.array([0.0, np.inf, np.nan, 2.0]), np.array([np.nan, 0.0, 1.0, 3.0])
    np.testing.assert_array_equal(shielded(x, y), [0.0, 0.0, np.nan, 6.0])
    np.testing.assert_array_equal(shielded(jnp.asarray(x), jnp.asarray(y)), [0.0, 0.0, np.nan, 6.0])


@pytest.mark.parametrize("p", [gated, shielded])
def test_gated_products_keep_their_dtype_and_stay_scalars(p):
    assert p(np.float32(0), np.float32(np.inf)).dtype == np.float32
    assert type(p(np.float64(0), np.float64(np.inf))) is np.float64
    x, y = np.zeros(2, "f4"), np.full(2, np.inf, "f4")
    assert p(x, y).dtype == np.float32
    assert p(jnp.asarray(x), jnp.asarray(y)).dtype == np.float32


@pytest.mark.parametrize("p", [gated, shielded])
def test_away_from_the_non_finite_they_are_products_to_second_order(p):
    x, y, v = np.array([1.5, 0.0, -2.0]), np.array([0.0, 3.0, 0.5]), np.array([1.0, 2.0, 3.0])
    ours = lambda x, y: wg.sum(p(p(x, y), y + x) * v)
    theirs = lambda x, y: jnp.sum((x * y) * (y + x) * v)
    for mine, wanted in zip(wg.grad(ours, (0, 1))(x, y), jax.grad(theirs, (0, 1))(x, y), strict=True):
        np.testing.assert_allclose(mine, wanted, rtol=1e-14)
    mine = wg.jvp(wg.grad(ours, (0, 1)), (x, y), (v, -v))[1]
    wanted = jax.jvp(jax.grad(theirs, (0, 1)), (x, y), (v, -v))[1]
    for a, b in zip(mine, wanted, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-14)


@pytest.mark.parametrize("p", [gated, shielded])
def test_in_the_second_place_nothing_arrives_where_either_factor_is_zero(p):
    x, g = np.array([0.0, np.inf, 2.0]), np.array([np.inf, 0.0, 3.0])
    _, pull = wg.vjp(lambda y: p(x, y), np.ones(3))
    assert pull(g)[0].tolist() == [0.0, 0.0, 6.0]
    assert wg.jvp(lambda y: p(x[::2], y), (np.ones(2),), (g[::2],))[1].tolist() == [0.0, 6.0]


# --- complex numbers -----------------------------------------------------------------------------------------------

Z = np.array([3 + 4j, -1 + 0.5j])
DZ = np.array([0.3 - 0.7j, 1 + 2j])


def test_a_pushforward_multiplies_by_the_derivative_and_a_pullback_by_its_conjugate():
    p = square()
    assert np.allclose(wg.jvp(p, (Z,), (DZ,))[1], 2 * Z * DZ, rtol=1e-15)
    _, pull = wg.vjp(p, Z)
    assert np.allclose(pull(DZ)[0], np.conj(2 * Z) * DZ, rtol=1e-15)


def cube():
    times = product()
    return lambda z: times(z, z * z)


@pytest.mark.parametrize("make", [square, cube, lambda: root(True)])
def test_the_gradient_of_a_real_function_points_along_steepest_ascent(make):
    p = make()
    f = lambda z: wg.sum(wg.real(p(z)) * np.array([1.0, 2.0])) + wg.sum(wg.imag(p(z)))
    g, h = wg.grad(f)(Z), 1e-6
    slope = (float(f(Z + h * DZ)) - float(f(Z - h * DZ))) / (2 * h)
    assert np.sum(np.real(np.conj(g) * DZ)) == pytest.approx(slope, rel=1e-8)


def test_a_real_factor_of_a_complex_product_has_a_real_gradient():
    p = product()
    gx, gz = wg.grad(lambda x, z: wg.sum(wg.real(p(x, z))), (0, 1))(np.array([2.0, 5.0]), Z)
    assert gx.dtype == np.float64
    assert np.array_equal(gx, Z.real)
    assert np.array_equal(gz, [2.0 + 0j, 5.0 + 0j])


def test_numbers_as_partials_are_their_own_conjugates():
    p = weighted()
    _, pull = wg.vjp(p, Z, Z, Z)
    assert [np.array_equal(g, c * DZ) for g, c in zip(pull(DZ), (1, -1, 2.5), strict=True)] == [True] * 3


def test_second_derivatives_of_complex_functions_agree_with_differences():
    p, h = square(), 1e-6
    g = wg.grad(lambda z: wg.sum(wg.real(p(p(z)))))
    hvp = wg.jvp(g, (Z,), (DZ,))[1]
    np.testing.assert_allclose(hvp, (g(Z + h * DZ) - g(Z - h * DZ)) / (2 * h), rtol=1e-7)


# --- linear maps ---------------------------------------------------------------------------------------------------


def shift():
    @linear()
    def shifted(x, *, by):
        return np.concatenate([np.zeros(by), x[:-by]])

    @linear()
    def unshifted(x, *, by):
        return np.concatenate([x[by:], np.zeros(by)])

    shifted.adjoint = lambda g, by: unshifted(g, by=by)
    unshifted.adjoint = lambda g, by: shifted(g, by=by)
    return shifted


def test_the_pushforward_of_a_linear_map_is_the_map_and_the_pullback_its_adjoint():
    p = shift()
    x, dx, g = np.arange(1.0, 6.0), np.array([1.0, -2.0, 0.5, 3.0, 1.0]), np.array([2.0, 1.0, 4.0, -1.0, 0.5])
    _, push = wg.linearize(lambda x: p(x, by=2), x)
    _, pull = wg.vjp(lambda x: p(x, by=2), x)
    assert push(dx).tolist() == [0.0, 0.0, 1.0, -2.0, 0.5]
    assert pull(g)[0].tolist() == [4.0, -1.0, 0.5, 0.0, 0.0]
    assert push(dx) @ g == dx @ pull(g)[0]


def test_a_linear_map_keeps_nothing_and_differentiates_to_any_order():
    p = shift()
    assert p(wg.tensor([1.0, 2.0], requires_grad=True), by=1).step.saved == ()
    f = lambda x: wg.sum(p(x * x, by=1) * x)  # x0² x1 + x1² x2
    H = wg.hessian(f)(np.array([2.0, 3.0, 5.0]))
    assert H.tolist() == [[6.0, 4.0, 0.0], [4.0, 10.0, 6.0], [0.0, 6.0, 0.0]]


def test_a_bilinear_map_moves_with_each_argument_by_itself():
    @linear()
    def outer(x, y):
        return np.outer(x, y)

    outer.adjoints = (lambda g, y: g @ y, lambda g, x: x @ g)
    x, y, G = np.array([1.0, 2.0]), np.array([3.0, 5.0, 7.0]), np.arange(6.0).reshape(2, 3)
    gx, gy = wg.vjp(outer, x, y)[1](G)
    assert np.array_equal(gx, G @ y)
    assert np.array_equal(gy, x @ G)
    moved = wg.jvp(outer, (x, y), (2 * x, 3 * y))[1]
    assert np.array_equal(moved, 5 * np.outer(x, y))
    assert np.array_equal(wg.jvp(lambda x: outer(x, y), (x,), (x,))[1], np.outer(x, y))


def test_one_adjoint_for_a_primitive_of_two_arguments_leaves_the_other_constant():
    @linear()
    def scaled(x, by):
        return x * by

    scaled.adjoint = lambda g, by: g * by
    assert scaled.adjoints[1] is None
    assert scaled.adjoint(3.0, 2.0) == 6.0
    assert wg.grad(scaled, (0, 1))(2.0, 5.0) == (5.0, 0.0)
    assert wg.jvp(scaled, (2.0, 5.0), (0.0, 1.0))[1] == 0.0


# --- no derivative, and rules stated whole -------------------------------------------------------------------------


def test_a_constant_writes_no_step_but_observers_see_it():
    @constant()
    def sign_of(x):
        return np.sign(x)

    x, seen = wg.tensor(-2.0, requires_grad=True), []
    with observed(lambda step, args, out: seen.append((step.primitive.name, step.inputs, out))):
        out = sign_of(x)
    assert (float(out), out.step) == (-1.0, None)
    assert seen == [("sign_of", (None,), -1.0)]
    assert not sign_of.differentiable
    assert wg.grad(lambda x: sign_of(x) * x)(-2.0) == -1.0


def test_a_general_primitive_uses_the_rules_as_they_are_stated():
    @general(symbol="∿")
    def wave(x):
        return np.sin(x)

    wave.define([lambda g, x: g * wg.cos(x)], [lambda dx, x: dx * wg.cos(x)])
    assert (wave.symbol, wave.differentiable) == ("∿", True)
    assert wg.grad(wg.grad(wave))(0.3) == pytest.approx(-np.sin(0.3), rel=1e-15)
    assert wg.jvp(wave, (0.3,), (2.0,))[1] == pytest.approx(2 * np.cos(0.3), rel=1e-15)


def test_a_complex_number_as_a_partial_is_conjugated_in_the_pullback():
    @elementwise()
    def turn(x):
        return x * 1j

    turn.partial = 1j
    one = np.array([1.0 + 0j])
    assert wg.jvp(turn, (one,), (one,))[1].tolist() == [1j]
    assert wg.vjp(turn, one)[1](one)[0].tolist() == [-1j]
