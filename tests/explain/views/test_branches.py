"""Branches: parts add up, and penalties touch weights alone."""

import numpy as np


def test_parts_add_up_to_the_gradient(batch):
    table = batch.branches()
    for row in table:
        _, data, penalty, whole, share = row.cells
        np.testing.assert_allclose(data + penalty, whole, atol=1e-15)
        assert (share > 0) == (row.cells[0] in ("∂ℒ/∂W₁", "∂ℒ/∂W₂"))
    np.testing.assert_allclose(table.value("dL/dW1", "from Ω"), 0.1 * batch["W1"])
    assert table.notes[1].startswith("branch of Ω: ℒ ← Ω ← ")
