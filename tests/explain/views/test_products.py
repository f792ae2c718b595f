"""Products: told apart by shapes."""

import pytest

from wengert.explain.views.products import kind_of, shape_text


@pytest.mark.parametrize(
    ("left", "right", "result", "kind"),
    [
        ((), (), (), "product of numbers"),
        ((3,), (3,), (3,), "Hadamard product"),
        ((), (3,), (3,), "Hadamard product"),
        ((3,), (3,), (), "dot product"),
        ((3,), (2,), (3, 2), "outer product"),
        ((3, 2), (2,), (3,), "matrix-vector product"),
        ((3, 2), (2, 4), (3, 4), "matrix-matrix product"),
    ],
)
def test_kinds(left, right, result, kind):
    assert kind_of(left, right, result) == kind


def test_one_sample(one):
    table = one.products()
    found = {row.cells[0]: row.cells[3] for row in table}
    assert found["z₁"] == "matrix-vector product"
    assert found["∂ℒ/∂W₁"] == "outer product"
    assert found["δ₁"] == "Hadamard product"
    assert found["∂ℒ/∂a₁"] == "matrix-vector product"
    assert table.cell("dL/dW1", "result shape") == "3 × 2"
    assert table.cell("dL/dW1", "code") == "np.outer(delta, x)"
    assert "every gradient has the shape of its parameter" in table.notes


def test_a_batch_multiplies_matrices(batch):
    found = {row.cells[0]: row.cells[3] for row in batch.products()}
    assert found["ŷ"] == found["∂ℒ/∂W₂"] == found["∂ℒ/∂a₁"] == "matrix-matrix product"
    assert found["∂ℒ/∂b₂"] == "sum"


def test_linear_layers_at_a_glance(one):
    assert one.linear_layers().column("formula")[:4] == ["W₁ · x + b₁", "δ₁ · xᵀ", "δ₁", "W₁ᵀ · δ₁"]
    assert shape_text(()) == "number"
