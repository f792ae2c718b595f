"""Summary: one row for each module below a path, and what is in it."""

import numpy as np
import pytest

import wengert as wg
from wengert import losses, nn
from wengert.errors import ArgumentError


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = nn.LayerNorm(3, dtype="float64")
        self.map = nn.Linear(3, 3, dtype="float64")

    def forward(self, x):
        return x + wg.tanh(self.map(self.norm(x)))


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = nn.ModuleList([Block(), Block()])
        self.head = nn.Linear(3, 1, dtype="float64")

    def forward(self, x):
        for block in self.blocks:
            x = block(x)
        return self.head(x)


@pytest.fixture(scope="module")
def net():
    rng = np.random.default_rng(0)
    return wg.explain(Net(), rng.normal(size=(2, 3)), target=rng.normal(size=(2, 1)), loss=losses.MSELoss())


def test_modules_below_containers(net):
    table = net.summary()
    assert table.column("module") == ["model.blocks.0", "model.blocks.1", "model.head", "(objective)"]
    assert table.column("parameters") == [18, 18, 4, 0]
    assert sum(table.column("saved bytes")) >= net.trace.saved().total
    assert np.isclose(table.value("model.head", "gradient norm"),
                      np.sqrt(np.sum(net["dL/dW3"] ** 2) + np.sum(net["dL/db3"] ** 2)))  # fmt: skip


def test_a_row_opens_to_its_own_steps(net):
    opened = net.open("blocks.1")
    assert opened.summary().column("module") == ["model.blocks.1.norm", "model.blocks.1.map", "model.blocks.1"]
    forward, backward = opened.forward(), opened.backward()
    assert forward.column("step")[0] == 1
    assert {row.entry.scope.partition(".map")[0].partition(".norm")[0] for row in backward} == {"model.blocks.1"}
    assert backward.rows[0].cells[5].words == "handed back from behind this part"
    assert all(row.cells[-1] is None or row.cells[-1].agrees for row in backward)
    assert [t.name for t in opened.tables()] == ["summary", "forward", "backward", "accumulation"]
    with pytest.raises(ArgumentError, match="module"):
        net.open("blocks.7")


def test_gradients_through_layers_that_make_tuples(net):
    for row in net.backward():
        check = row.cells[-1]
        assert check is None or check.agrees
    assert sum(row.entry.role == "contribution" for row in net.backward()) == 2
