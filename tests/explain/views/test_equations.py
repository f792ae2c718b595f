"""The four equations give what the sweep found, for one sample and for a batch."""

import pytest

from wengert.errors import GraphError


def test_both_sides(one, batch):
    assert one.equations().column("equation") == ["BP1", "BP3", "BP4", "BP2", "BP3", "BP4"]
    assert max(one.equations().column("largest difference")) < 1e-15
    table = batch.equations()
    # The penalty adds to the gradients of weights and to nothing else.
    assert max(d for d, name in zip(table.column("largest difference"), table.column("equation"), strict=True)
               if name != "BP4") < 1e-15  # fmt: skip
    assert "samples are rows" in table.notes[1]


def test_only_of_layers(function):
    with pytest.raises(GraphError, match="chain"):
        function.equations()
