"""Products: told apart by operation and shapes."""

import numpy as np
import pytest

import wengert as wg
from wengert.explain.views.products import elementwise_kind, matrix_kind, shape_text


@pytest.mark.parametrize(
    ("left", "right", "result", "kind"),
    [
        ((), (), (), "product of numbers"),
        ((3,), (3,), (3,), "Hadamard product"),
        ((), (3,), (3,), "Hadamard product"),
        ((4, 3), (3,), (4, 3), "Hadamard product"),
        ((2, 2), (2, 2), (2, 2), "Hadamard product"),
        ((3, 1), (1, 2), (3, 2), "outer product"),
        ((3, 1), (2,), (3, 2), "outer product"),
    ],
)
def test_kinds_of_elementwise_products(left, right, result, kind):
    assert elementwise_kind(left, right, result) == kind


@pytest.mark.parametrize(
    ("left", "right", "kind"),
    [
        ((2, 2), (2, 2), "matrix-matrix product"),
        ((2, 2), (2,), "matrix-vector product"),
        ((2,), (2, 2), "matrix-vector product"),
        ((2,), (2,), "dot product"),
        ((5, 2, 3), (3, 2), "matrix-matrix product"),
    ],
)
def test_kinds_of_matrix_products(left, right, kind):
    assert matrix_kind(left, right) == kind


def test_square_matrices_are_not_taken_for_hadamards():
    A = np.array([[1.0, 2.0], [3.0, 4.0]])
    table = wg.explain(lambda A, B, a: wg.sum(A @ B) + wg.sum(wg.outer(a, a)), A, A.T, A[0]).products()
    found = [row.cells[3] for row in table if row.section == "Forward" and "product" in row.cells[3]]
    assert set(found) == {"matrix-matrix product", "outer product"}


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
