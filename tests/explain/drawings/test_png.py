"""PNG: a picture of the size of the layout, with something on it."""

import io

import numpy as np
from PIL import Image

import wengert as wg
from wengert.explain.drawings import Edge, Graph, Node, graph_of, place
from wengert.explain.drawings.png import png


def test_the_picture_has_its_size_and_its_colours():
    picture = place(graph_of(wg.trace(lambda x: wg.sin(x) * x, 1.0)))
    image = Image.open(io.BytesIO(png(picture, 1.0))).convert("RGB")
    assert abs(image.width - picture.width) <= 1
    assert abs(image.height - picture.height) <= 1
    colours = {tuple(c) for c in np.asarray(image).reshape(-1, 3)}
    assert (0xDD, 0xF4, 0xE4) in colours  # the input
    assert (0xF6, 0xE3, 0xF3) in colours  # the result


def test_dollars_are_no_formulas():
    nodes = (Node("a", "$x_$", ("50 % $",), "input"), Node("b", "b", (), "result"))
    assert png(place(Graph(nodes, (Edge("a", "b", "$w$"),))))[:4] == b"\x89PNG"
