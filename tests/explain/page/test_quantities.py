"""What the page shows of a list: order, contributions, formulas, checks."""

import numpy as np
import pytest

import wengert as wg
from wengert import nn
from wengert.explain.page.quantities import Quantities, Reading, modules_of


def of(f, *args, **options):
    return Quantities(wg.trace(f, *args), Reading(), **options)


def test_contributions_add_up_to_the_adjoint():
    q = of(
        lambda x, y: wg.tanh(x * y) * x + wg.sum(x / y), np.array([0.5, -1.0]), np.array([2.0, 3.0]), seed=np.ones(2)
    )
    for line, terms in q.terms.items():
        np.testing.assert_allclose(sum(term.value for term in terms), q.adjoints[line], rtol=1e-12)


def test_parameters_stand_before_their_first_use():
    model = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1))
    q = of(lambda x: wg.sum(model(x)), np.ones((1, 2), "float32"))
    names = [line.origin or line.primitive.name for line in q.order]
    assert names == [
        "x",
        "model.0.weight",
        "model.0.bias",
        "affine",
        "tanh",
        "model.2.weight",
        "model.2.bias",
        "affine",
        "sum",
    ]
    assert modules_of(q.order) == ["model", "model.0", "model.1", "model.2"]


def test_gradients_of_a_layer_follow_its_signal():
    model = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1))
    q = of(lambda x: wg.sum(model(x)), np.ones((1, 2), "float32"))
    backward = [line.origin or line.primitive.name for line in q.backward]
    assert backward[:4] == ["sum", "affine", "tanh", "model.2.weight"]


def test_two_variables_of_one_name_are_told_apart():
    def f(x):
        for _ in range(2):
            x = wg.name(wg.sin(x), "h")
        return x

    q = of(f, 1.0)
    first = q.order[1]
    assert q.terms[first][0].formula == r"⟦d2!⟧ \cdot \cos\!\left(⟦1⟧\right)"


def test_a_derivative_that_is_handed_on_shows_its_factor():
    q = of(lambda x, y: x - y, 1.0, 2.0)
    assert [q.terms[line][0].formula for line in q.order[:2]] == [r"⟦d2⟧ \cdot 1", r"⟦d2⟧ \cdot (-1)"]


def test_several_outputs_and_their_parts():
    q = of(lambda a: wg.sum(wg.slogdet(a)[1] * 2.0), np.array([[2.0, 1.0], [0.0, 3.0]]))
    assert len(q.backward) == len(q.adjoints)
    assert all(q.terms[line] for line in q.backward)


def test_every_derivative_is_checked():
    q = of(lambda x, y: wg.exp(x) / y, 0.3, 2.0)
    checks = q.checks()
    assert set(checks) == set(q.adjoints)
    assert all(verdict.agrees for verdict in checks.values())


def test_without_a_seed_a_vector_has_no_backward_pass():
    q = of(lambda x: x * 2.0, np.ones(2))
    assert q.adjoints == {}
    assert q.backward == []
    assert of(lambda x: x * 2.0, np.ones(2), seed=np.array([1.0, 0.0])).backward


def test_a_long_rule_is_written_as_the_jacobian_it_stands_for():
    q = of(lambda a: wg.slogdet(a)[1], np.diag([1.0, 2.0]))
    formulas = [term.formula for terms in q.terms.values() for term in terms]
    assert all(len(formula) < 500 for formula in formulas)


@pytest.mark.parametrize("value", [2.0, np.float32(2.0)])
def test_names_of_a_reading_win(value):
    tr = wg.trace(lambda x: x * x, value)
    q = Quantities(tr, Reading(names={tr.lines[0]: "ξ"}, kinds={tr.lines[0]: "parameter"}))
    assert q.reading.name(q.order[0]) == "ξ"
    assert q.reading.kind(q.order[0]) == "parameter"
    assert q.outputs()[0][0] == "y"
