"""Drawing: a graph that can be looked at, as SVG, PNG or DOT.

Knows where each form is made. Makes none itself.
"""

from __future__ import annotations

from pathlib import Path

from wengert.errors import ArgumentError
from wengert.explain.drawings.dot import dot
from wengert.explain.drawings.graph import Graph
from wengert.explain.drawings.layout import Picture, place
from wengert.explain.drawings.png import png
from wengert.explain.drawings.svg import svg
from wengert.train.atomic import write_bytes


class Drawing:
    """A graph to be looked at; notebooks show it by themselves.

    Args:
        graph: Boxes and arrows.

    Example:
        >>> from wengert.explain.drawings import graph_of
        >>> drawing = Drawing(graph_of(wg.trace(lambda x: wg.sin(x), 1.0)))
        >>> drawing, drawing.svg()[:4]
        (Drawing(3 boxes, 2 arrows), '<svg')
    """

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self._picture: Picture | None = None

    @property
    def picture(self) -> Picture:
        """The graph with a place for everything; laid out when it is first asked for."""
        if self._picture is None:
            self._picture = place(self.graph)
        return self._picture

    def svg(self) -> str:
        """An `<svg>` element."""
        return svg(self.picture)

    def png(self) -> bytes:
        """A PNG file."""
        return png(self.picture)

    def dot(self) -> str:
        """The graph in the DOT language."""
        return dot(self.graph)

    def save(self, path: str | Path) -> Path:
        """Write the drawing, whole or not at all; the ending says how.

        Args:
            path: `.svg`, `.png` or `.dot`.

        Returns:
            The path.

        Raises:
            ArgumentError: The ending is unknown.
        """
        path = Path(path)
        forms = {".svg": lambda: self.svg().encode(), ".png": self.png, ".dot": lambda: self.dot().encode()}
        if path.suffix not in forms:
            raise ArgumentError("drawing: no form for this ending", given=path.suffix, expected=", ".join(forms))
        write_bytes(path, forms[path.suffix]())
        return path

    def _repr_svg_(self) -> str:
        return self.svg()

    def __repr__(self) -> str:
        return f"Drawing({len(self.graph.nodes)} boxes, {len(self.graph.edges)} arrows)"
