"""Second order: the products of `hvp` and the matrix of `hessian`, checked against differences of the gradient."""

import numpy as np
import pytest

import wengert as wg
from wengert.errors import ShapeError


def test_products_of_the_hessian():
    f = lambda a, b: wg.sin(a) * wg.sum(b**3)
    a, b, u = 0.3, np.array([1.0, -2.0]), (0.5, np.array([1.0, 0.25]))
    table = wg.explain(f, a, b).second_order(u)
    expected = wg.hvp(f, (a, b), u)
    for name, value in zip("ab", expected, strict=True):
        np.testing.assert_allclose(table.value(f"(Hu)[{name}]"), value, rtol=1e-12)
        assert table.cell(f"(Hu)[{name}]", "check").agrees
    h = table.value("H")
    np.testing.assert_allclose(h, h.T)
    np.testing.assert_allclose(h @ [0.5, 1.0, 0.25], [expected[0], *expected[1]], rtol=1e-12)


def test_a_network_with_a_long_list(one):
    table = one.second_order(np.ones(17))
    assert "steps" in table.rows[0].cells[1] or table.rows[0].cells[0] == 1
    assert all(row.cells[-1].agrees for row in table if row.section.startswith("Second"))


def test_the_gradient_is_the_direction_when_none_is_given(function):
    table = function.second_order()
    g = table.value("s")
    assert np.isclose(g, function["df/dx"] ** 2 + function["df/dw"] ** 2)


def test_a_direction_of_another_size(function):
    with pytest.raises(ShapeError):
        function.second_order(np.ones(3))
