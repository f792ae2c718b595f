"""A variable tells its value, its derivatives, where it came from and what it keeps."""

import numpy as np
import pytest

import wengert as wg
from wengert.errors import GraphError


@pytest.fixture
def tr():
    return wg.trace(lambda x1, x2: wg.log(x1) * x2, 2.0, 5.0)


def test_a_variable_is_a_line_of_the_list(tr):
    v = tr["v2"]
    assert (v.name, v.made, float(v.value)) == ("v₂", "v₁ · v₀", pytest.approx(5 * np.log(2.0)))
    assert v.line.startswith("test_variable.py:")
    assert repr(v) == "v₂ = v₁ · v₀ = 3.465736"


def test_a_variable_knows_its_neighbours(tr):
    assert [v.name for v in tr["v2"].inputs] == ["v₁", "v₀"]
    assert [v.name for v in tr["x1"].users] == ["v₁"]


def test_the_adjoint_is_computed_when_it_is_asked_for(tr):
    assert float(tr["x1"].adjoint) == 2.5
    assert float(tr["v1"].adjoint) == 5.0


def test_the_tangent_needs_a_direction(tr):
    with pytest.raises(GraphError, match="tangent: no direction was given yet"):
        float(tr["v1"].tangent)
    tr.tangent(1, 0)
    assert float(tr["v1"].tangent) == 0.5


def test_a_variable_says_what_its_step_keeps(tr):
    assert [(s.name, s.nbytes, s.rules) for s in tr["v1"].saved] == [("v₋₁", 8, ("log: partial in x",))]
    assert tr["x1"].saved == ()


def test_no_influence_is_a_zero_of_the_right_shape():  # D-14
    tr = wg.trace(lambda x, y: x.sum(), np.ones(2), np.ones((3, 2)))
    assert tr["y"].adjoint.tolist() == np.zeros((3, 2)).tolist()
