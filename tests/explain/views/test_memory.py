"""Memory: what the list says it keeps, by quantity, and what a cut would change."""

import numpy as np


def test_saved_quantities_and_who_reads_them(one):
    table = one.memory()
    rows = {(row.cells[0], row.cells[1]): row.cells for row in table}
    assert rows["a₁", "ŷ"][2] == "∂ℒ/∂W₂"
    assert rows["W₂", "ŷ"][3] == "parameter"
    assert rows["W₁", "z₁"][3] == "input gradient only"
    assert rows["a₁", "a₁"][2] == "δ₁"
    assert str(one.trace.saved().total) in table.notes[0]


def test_a_cut_keeps_its_result_and_what_enters(batch):
    table = batch.checkpoints()
    assert table.column("cut at") == ["a₁"]
    own = sum(np.asarray(batch[n]).nbytes for n in ("x", "a1"))
    assert table.value("a1", "bytes with") >= own
    assert 0 < table.value("a1", "operations again") < batch.subject.flops
