"""The trace as a whole: the classic tables to the letter, and the numbers of the worked examples."""

import sys
from importlib import import_module
from types import FunctionType

import numpy as np
import pytest

import wengert as wg
from wengert.arrays import jax_numpy
from wengert.errors import ArgumentError, GraphError, ShapeError
from wengert.trace import sweeps

T02 = """\
 primal                              adjoint (last to first)
 v₋₁ = x1               2            v̄₅ = ȳ                              1
 v₀  = x2               5            v̄₄ = v̄₅ · ∂v₅/∂v₄ = v̄₅ · 1          1
 v₁  = log v₋₁          0.693147     v̄₃ = v̄₅ · ∂v₅/∂v₃ = v̄₅ · (−1)      −1
 v₂  = v₋₁ · v₀         10           v̄₁ = v̄₄ · 1                         1
 v₃  = sin v₀          −0.958924     v̄₂ = v̄₄ · 1                         1
 v₄  = v₁ + v₂          10.693147    v̄₀ = v̄₃ · cos v₀ + v̄₂ · v₋₁         1.716338
 v₅  = v₄ − v₃          11.652071    v̄₋₁ = v̄₂ · v₀ + v̄₁ / v₋₁            5.5
 y   = v₅               11.652071    checked against differences: all 7 agree"""

T01 = """\
 primal                              tangent (first to last)
 v₋₁ = x1               2            v̇₋₁ = ẋ1                            1
 v₀  = x2               5            v̇₀ = ẋ2                             0
 v₁  = log v₋₁          0.693147     v̇₁ = v̇₋₁ / v₋₁                      0.5
 v₂  = v₋₁ · v₀         10           v̇₂ = v̇₋₁ · v₀ + v̇₀ · v₋₁            5
 v₃  = sin v₀          −0.958924     v̇₃ = v̇₀ · cos v₀                    0
 v₄  = v₁ + v₂          10.693147    v̇₄ = v̇₁ + v̇₂                        5.5
 v₅  = v₄ − v₃          11.652071    v̇₅ = v̇₄ − v̇₃                        5.5
 y   = v₅               11.652071    ẏ = v̇₅                              5.5
                                     checked against differences: all 7 agree"""

# x, (a, b, c, d, e, f), f' of f(x) = exp(e^x + e^2x) + sin(e^x + e^2x)
GV_033 = [
    (-2.0, (0.1353352832366127, 0.018315638888734182, 0.1536509221253469), 1.31913081639486, 0.37046802052421957),
    (-1.0, (0.36787944117144233, 0.1353352832366127, 0.503214724408055), 2.136274226192354, 1.6155741697332788),
    (0.0, (1.0, 1.0, 2.0), 8.298353525756331, 20.918727787150523),
    (0.5, (1.6487212707001282, 2.7182818284590455, 4.367003099159174), 77.86615550195194, 555.9719679015084),
]


def classic(x1, x2):
    return wg.log(x1) + x1 * x2 - wg.sin(x2)


@pytest.fixture
def tr():
    return wg.trace(classic, 2.0, 5.0)


def test_the_adjoint_table_is_the_classic_one_to_the_letter(tr):  # T-02
    assert str(tr.adjoint()) == T02


def test_the_tangent_table_is_the_classic_one_to_the_letter(tr):  # T-01
    assert str(tr.tangent(1, 0)) == T01


def test_printing_shows_the_primal_column(tr):
    assert str(tr).splitlines() == [line[:35].rstrip() for line in T02.splitlines()]
    assert tr._repr_html_().startswith("<table>")


def test_tangents_of_both_seeds():  # GV-030, GV-031, D-05..D-08
    tr = wg.trace(classic, 2.0, 5.0)
    names = ["v-1", "v0", "v1", "v2", "v3", "v4", "v5"]
    tr.tangent(1, 0)
    assert [float(tr[n].tangent) for n in names] == pytest.approx([1, 0, 0.5, 5, 0, 5.5, 5.5], rel=1e-11)
    tr.tangent(0, 1)
    expected = [0, 1, 0, 2, 0.28366218546322625, 2, 1.7163378145367738]
    assert [float(tr[n].tangent) for n in names] == pytest.approx(expected, rel=1e-11)


def test_adjoints_of_one_sweep(tr):  # GV-032, D-09, D-10, D-12
    values = {"v-1": 2.0, "v0": 5.0, "v1": 0.6931471805599453, "v2": 10.0, "v3": -0.9589242746631385}
    values |= {"v4": 10.693147180559945, "v5": 11.652071455223084}
    assert {n: float(tr[n].value) for n in values} == pytest.approx(values, rel=1e-11)
    bars = {"v5": 1.0, "v4": 1.0, "v3": -1.0, "v1": 1.0, "v2": 1.0, "x2": 1.7163378145367738, "x1": 5.5}
    assert {n: float(tr[n].adjoint) for n in bars} == pytest.approx(bars, rel=1e-11)


def test_accumulation_on_a_shared_node():  # GV-005
    def f(x):
        v3 = wg.name(x**2, "v3")
        return (2 * v3) * (v3 + 1)

    tr = wg.trace(f, 3.0)
    table = str(tr.adjoint())
    assert (float(tr["v3"].value), float(tr["v3"].adjoint), float(tr["x"].adjoint)) == (9.0, 38.0, 228.0)
    assert float(tr.outputs["y"].value) == 180.0
    assert "v̄3 = v̄₃ · 1 + v̄₂ · 2" in table


@pytest.mark.parametrize(("x", "inner", "value", "slope"), GV_033)
def test_a_formula_is_decomposed_into_named_intermediates(x, inner, value, slope):  # GV-033, D-02, D-03
    def f(x):
        a = wg.name(wg.exp(x), "a")
        b = wg.name(a**2, "b")
        c = wg.name(a + b, "c")
        return wg.exp(c) + wg.sin(c)

    tr = wg.trace(f, x)
    assert [float(tr[n].value) for n in "abc"] == pytest.approx(inner, rel=1e-11)
    assert float(tr["y"].value) == pytest.approx(value, rel=1e-11)
    assert float(tr["x"].adjoint) == pytest.approx(slope, rel=1e-11)


def test_jacobian_products_of_a_vector_function():  # GV-126
    def f(x):
        return {"a": x[0] * x[1], "b": wg.sin(x[0]), "c": wg.exp(x[1])}

    tr = wg.trace(f, np.array([0.7, -1.2]))
    assert [float(v.value) for v in tr.outputs.values()] == pytest.approx(
        [-0.84, 0.644217687237691, 0.30119421191220214]
    )
    tr.tangent(np.array([1.0, -2.0]))
    moved = [float(v.tangent) for v in tr.outputs.values()]
    assert moved == pytest.approx([-2.6, 0.7648421872844885, -0.6023884238244043], rel=1e-11)
    table = tr.adjoint({"a": 0.5, "b": -1.0, "c": 2.0})
    assert tr["x"].adjoint == pytest.approx([-1.3648421872844885, 0.9523884238244043], rel=1e-11)
    assert "c̄" in str(table)


def test_reading_a_trace(tr):
    assert (len(tr), [v.name for v in tr][:3], tr[5].name, tr["v₋₁"].value) == (7, ["v₋₁", "v₀", "v₁"], "v₅", 2.0)
    with pytest.raises(ArgumentError, match="trace: no variable of that name"):
        tr["v9"]


def test_a_seed_scales_every_adjoint(tr):
    tr.adjoint(seed=-2.0)
    assert float(tr["x1"].adjoint) == pytest.approx(-11.0)


def test_seeds_must_fit():
    tr = wg.trace(lambda x: 2 * x, np.ones(3))
    with pytest.raises(GraphError, match="adjoint: only one number has an adjoint of 1"):
        tr.adjoint()
    with pytest.raises(ShapeError, match="adjoint: a seed has the shape of its output"):
        tr.adjoint(np.ones(2))
    with pytest.raises(ShapeError, match="adjoint: one seed for each output"):
        tr.adjoint([1.0, 2.0])
    with pytest.raises(ShapeError, match="tangent: the seed of x has another shape"):
        tr.tangent(np.ones(2))
    with pytest.raises(ShapeError, match="tangent: one seed for each floating argument"):
        tr.tangent()
    with pytest.raises(GraphError, match="adjoint: no sweep reaches the result"):
        wg.trace(lambda x: x > 0, 1.0).adjoint()


def test_matrices_are_shown_with_matrix_formulas():
    tr = wg.trace(lambda a, b: a @ b, np.arange(6.0).reshape(2, 3), np.ones((3, 2)))
    text = str(tr.adjoint(np.ones((2, 2))))
    assert "v̄₋₁ = v̄₁ · ∂v₁/∂v₋₁ = v̄₁ @ v₀ᵀ" in text
    assert "v̄₀ = v̄₁ · ∂v₁/∂v₀ = v₋₁ᵀ @ v̄₁" in text
    assert text.endswith("all 3 agree")


def test_pruning_drops_what_no_result_needs():
    def f(x, unused):
        wg.exp(x)
        return wg.sin(x) * 2

    tr = wg.trace(f, 1.0, 4.0)
    small = tr.prune()
    assert [v.name for v in small] == ["v₋₁", "v₀", "v₁", "v₂"]
    assert [v.made for v in small] == ["x", "unused", "sin v₋₁", "v₁ · 2"]
    small.check()
    small.adjoint()
    assert float(small["x"].adjoint) == pytest.approx(2 * np.cos(1.0))
    assert float(small["unused"].adjoint) == 0.0
    assert len(tr) == 5


def test_the_same_list_on_jax_arrays():
    xp = jax_numpy()
    tr = wg.trace(classic, xp.float64(2.0), xp.float64(5.0))
    assert str(tr.adjoint()) == T02


def test_single_precision_is_checked_against_differences_too():
    tr = wg.trace(lambda x: wg.sum(wg.tanh(x) ** 2), np.linspace(-1, 1, 5, dtype=np.float32))
    assert str(tr.adjoint()).endswith("all 4 agree")
    assert tr["x"].adjoint.dtype == np.float32


def test_a_long_list_is_recorded_and_swept():
    def f(x):
        for _ in range(3000):
            x = x * 1.0
        return x

    tr = wg.trace(f, 2.0)
    assert len(tr) == 3001
    assert "agree" in str(tr.adjoint())
    assert float(tr["x"].adjoint) == 1.0


def test_the_function_and_the_room_share_a_name():
    import_module("wengert.trace.sweeps")
    assert isinstance(wg.trace, FunctionType)
    assert sys.modules["wengert.trace"].trace is wg.trace
    assert sweeps.pull_back is sys.modules["wengert.trace.sweeps"].pull_back
