"""Drawings: every form, and what is no form."""

import pytest

import wengert as wg
from wengert.errors import ArgumentError
from wengert.explain.drawings import Drawing, graph_of

GRAPH = graph_of(wg.trace(lambda x: wg.sin(x), 1.0))


def test_every_form_is_written(tmp_path):
    drawing = Drawing(GRAPH)
    for ending, start in ((".svg", b"<svg"), (".png", b"\x89PNG"), (".dot", b"digraph")):
        path = drawing.save(tmp_path / f"graph{ending}")
        assert path.read_bytes().startswith(start)
    assert drawing._repr_svg_() == drawing.svg()


def test_an_unknown_ending_is_refused(tmp_path):
    with pytest.raises(ArgumentError, match="no form for this ending"):
        Drawing(GRAPH).save(tmp_path / "graph.gif")
    assert list(tmp_path.iterdir()) == []
