"""DOT: quotes and line ends are escaped, branches are named."""

from wengert.explain.drawings import Edge, Graph, Node
from wengert.explain.drawings.dot import dot


def test_quotes_and_line_ends():
    text = dot(
        Graph(
            (Node('say "a"', "a\\b", ("c",), "input"), Node("b", "b", (), "module")),
            (Edge('say "a"', "b", "w", "data"),),
        )
    )
    assert '"say \\"a\\"" [label="a\\\\b\\nc", shape=ellipse];' in text
    assert '"say \\"a\\"" -> "b" [label="w", class="data"];' in text
    assert text.startswith('digraph "graph" {')
    assert text.endswith("}")
