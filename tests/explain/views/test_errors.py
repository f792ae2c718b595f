"""The error form: the same step with the other signs."""

import numpy as np


def test_errors_are_deltas_with_the_other_sign(one):
    table = one.error_form()
    np.testing.assert_allclose(table.value("error₁"), -one["delta1"])
    np.testing.assert_allclose(table.value("HI₁"), one["z1"])
    np.testing.assert_allclose(table.value("W₂⁺"), one.update().value("W2", "new value"))
    assert table.cell("error₁", "formula") == "(W₂ᵀ · error₂) ⊙ φ′(HI₁)"
