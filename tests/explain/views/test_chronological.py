"""The order of time: forward, local derivatives, backward with conceptual Jacobians, update."""

import numpy as np


def test_sections_and_order(one):
    table = one.chronological()
    sections = list(dict.fromkeys(row.section for row in table))
    assert sections == ["Forward", "Local derivatives", "Backward", "Update"]
    back = [row.cells[1] for row in table if row.section == "Backward"]
    assert back == ["∂ℒ/∂W₂", "∂ℒ/∂b₂", "∂ℒ/∂a₁", "δ₁", "J₁", "∂ℒ/∂W₁", "∂ℒ/∂b₁"]
    assert [row.cells[1] for row in table if row.conceptual] == ["J₁"]
    for row in table:
        assert all(k < row.cells[0] for k in row.cells[-1].steps)
    np.testing.assert_allclose(table.value("W₁⁺"), one["W1"] - 0.1 * one["dL/dW1"])


def test_without_a_rate_there_is_no_update(function):
    assert "Update" not in {row.section for row in function.chronological()}
