"""Hierarchy: every quantity of the backward pass has its kind."""


def test_kinds(one):
    table = one.hierarchy()
    kinds = {row.cells[0]: row.cells[1] for row in table}
    assert kinds["J₁"] == "layer Jacobian"
    assert kinds["δ₁"] == "delta"
    assert kinds["∂ℒ/∂W₂"] == "parameter gradient"
    assert kinds["∂ŷ/∂W₂"] == "local derivative"
    assert kinds["∂ℒ/∂a₁"] == "gradient"
    assert {row.cells[4] for row in table if row.cells[1] in ("local derivative", "layer Jacobian")} == {"no"}
    assert (
        list(dict.fromkeys(row.section for row in table)) == ["Layer 2", "Layer 1"]
        or table.rows[0].section == "Objective"
    )
