"""Architectures: blocks in a row are one box, shapes are told, and attention is a tree of heads."""

import numpy as np
import pytest

from wengert.errors import ArgumentError
from wengert.explain.drawings import architecture, attention_tree
from wengert.nn.models import build

IMAGE = np.ones((1, 1, 28, 28), "float32")


def test_the_blocks_of_a_transformer_are_one_box():
    vit = build("vit:patch=14,dim=16,depth=3,heads=2", (1, 28, 28), 10).eval()
    graph = architecture(vit, IMAGE)
    blocks = next(n for n in graph.nodes if n.title.startswith("blocks"))
    assert blocks.title == "blocks.0 … blocks.2"
    assert blocks.text[-1] == "3 times"
    assert "gives 1 × 5 × 16" in blocks.text
    opened = architecture(vit, IMAGE, ["blocks.1"])
    assert any(n.title == "blocks.1.attn" for n in opened.nodes)


def test_different_blocks_stay_apart():
    graph = architecture(build("cnn:2-3", (1, 28, 28), 10).eval(), IMAGE)
    assert not any("times" in line for n in graph.nodes for line in n.text)


def test_heads_are_branches_of_a_tree():
    graph = attention_tree(3, 17, 96)
    assert len([n for n in graph.nodes if n.title.startswith("attention")]) == 3
    assert {e.source for e in graph.edges if e.target == "y"} == {"head 0", "head 1", "head 2"}
    assert graph.node("weights 2").text == ("softmax(q kᵀ / √32)", "17 × 17")
    with pytest.raises(ArgumentError, match="no multiple of the heads"):
        attention_tree(3, 17, 64)
