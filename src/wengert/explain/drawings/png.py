"""A picture as PNG, drawn by matplotlib.

Knows pixels. Knows no trace.
"""

from __future__ import annotations

import io
from typing import Any

from wengert.explain.drawings.layout import LINE, PADDING, Picture, labels

_COLORS = {
    "input": ("#ddf4e4", "#1a7f37"),
    "parameter": ("#fff1d6", "#9a6700"),
    "data": ("#eef0f2", "#57606a"),
    "module": ("#e3ecfb", "#0b57d0"),
    "result": ("#f6e3f3", "#8e3a80"),
    "operation": ("#ffffff", "#57606a"),
}
# The second one has the letters that the first one lacks, such as ℒ.
_FONTS = ["DejaVu Sans Mono", "DejaVu Sans", "STIXGeneral"]
_BRANCHES = {"data": "#0b57d0", "penalty": "#b35900"}


def png(picture: Picture, scale: float = 2.0) -> bytes:
    r"""The picture as a PNG file.

    Args:
        picture: What is drawn, and where.
        scale: Pixels for each pixel of the SVG.

    Returns:
        The file.

    Example:
        >>> from wengert.explain.drawings import graph_of, place
        >>> png(place(graph_of(wg.trace(lambda x: wg.sin(x), 1.0))))[:4]
        b'\x89PNG'
    """
    from matplotlib.figure import Figure
    from matplotlib.patches import FancyArrowPatch, FancyBboxPatch
    from matplotlib.path import Path

    figure = Figure(figsize=(picture.width / 100, picture.height / 100), dpi=100 * scale)
    axes: Any = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, picture.width), ylim=(picture.height, 0))
    axes.axis("off")
    for edge, points in zip(picture.graph.edges, picture.paths, strict=True):
        color = _BRANCHES.get(edge.branch, "#57606a")
        line = FancyArrowPatch(path=Path(points), arrowstyle="-|>", mutation_scale=8, color=color, linewidth=0.9)
        axes.add_patch(line)
    back = {"facecolor": "white", "edgecolor": "none", "pad": 0.5}
    for place, text in labels(picture):
        axes.text(*place, text, fontsize=7, family=_FONTS, bbox=back, ha="center")
    for box in picture.boxes.values():
        fill, stroke = _COLORS[box.node.kind]
        style = f"round,pad=0,rounding_size={PADDING / 2}"
        corner = (box.x, box.y)
        axes.add_patch(FancyBboxPatch(corner, box.width, box.height, boxstyle=style, facecolor=fill, edgecolor=stroke))
        for k, text in enumerate((box.node.title, *box.node.text)):
            place = (box.x + PADDING, box.y + PADDING + LINE * (k + 0.78))
            weight = "bold" if k == 0 else "normal"
            axes.text(*place, text, fontsize=8.4, family=_FONTS, weight=weight, parse_math=False)
    out = io.BytesIO()
    figure.savefig(out, format="png", metadata={"Software": None})
    return out.getvalue()
