"""The page of an explanation: its symbols, roles and tables."""

import numpy as np
import pytest

import wengert as wg
from wengert.explain.page import explained
from wengert.explain.page.explained import reading_of, tabled


def test_quantities_carry_the_names_people_use(network_payload):
    names = {node.name: node for node in network_payload.nodes}
    assert {"x", "W₁", "b₁", "z₁", "a₁", "W₂", "b₂", "ŷ", "y", "ℒ"} <= set(names)
    assert (names["W₁"].kind, names["x"].kind, names["y"].kind) == ("parameter", "input", "data")
    assert (names["z₁"].dname, names["W₁"].dname) == ("δ₁", "∂ℒ/∂W₁")


def test_numbers_are_those_of_the_explanation(network_payload, network_explanation):
    for node in network_payload.nodes:
        if node.name in ("W₁", "b₂"):
            expected = network_explanation[f"∂ℒ/∂{node.name}"]
            np.testing.assert_allclose(np.reshape(node.adjoint["data"], node.adjoint["shape"]), expected, rtol=1e-12)


def test_tables_come_with_their_formulas(network_payload, network_explanation):
    titles = [table["title"] for table in network_payload.tables]
    assert titles == [table.title for table in network_explanation.tables()]
    table = tabled(network_explanation.forward())
    assert len({len(row) for row in table["rows"]} | {len(table["columns"])}) == 1
    assert any(cell.startswith("$") for row in table["rows"] for cell in row)


def test_arguments_of_a_function_are_inputs():
    e = wg.explain(lambda x1, x2: wg.log(x1) * x2, 2.0, 5.0)
    assert {reading_of(e.subject).kind(line) for line in e.subject.inputs} == {"input"}


def test_a_part_is_open_at_first(network_explanation):
    assert explained(network_explanation.open("model.0")).opened == ["model", "model.0"]


@pytest.mark.parametrize("name", ["page.html", "page.md"])
def test_explanations_are_saved_by_ending(network_explanation, tmp_path, name):
    path = network_explanation.save(tmp_path / name)
    text = path.read_text(encoding="utf-8")
    assert ('id="payload"' in text) == (name == "page.html")
