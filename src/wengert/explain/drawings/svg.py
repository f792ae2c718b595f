"""A picture as SVG: one element that needs no other file, in light and dark.

Knows shapes, colours and escapes. Knows no trace.
"""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from wengert.explain.drawings.layout import LINE, PADDING, Box, Picture, Point, labels

# Told apart in light and dark, and by people who see few colours: by the border as well as by the fill.
STYLE = """
.wg text { font: 12px ui-monospace, "DejaVu Sans Mono", Menlo, monospace; fill: #1b1f24 }
.wg .title { font-weight: 600 }
.wg .label { font-size: 10px; paint-order: stroke; stroke: #ffffff; stroke-width: 3px }
.wg rect { stroke: #57606a; fill: #ffffff; rx: 5px }
.wg .input rect { fill: #ddf4e4; stroke: #1a7f37 }
.wg .parameter rect { fill: #fff1d6; stroke: #9a6700 }
.wg .data rect { fill: #eef0f2; stroke: #57606a; stroke-dasharray: 4 2 }
.wg .module rect { fill: #e3ecfb; stroke: #0b57d0; stroke-width: 2 }
.wg .result rect { fill: #f6e3f3; stroke: #8e3a80; stroke-width: 2 }
.wg path { fill: none; stroke: #57606a; stroke-width: 1.2 }
.wg .data-branch { stroke: #0b57d0 }
.wg .penalty-branch { stroke: #b35900; stroke-dasharray: 6 3 }
.wg marker path { fill: #57606a; stroke: none }
@media (prefers-color-scheme: dark) {
.wg text { fill: #e6edf3 }
.wg .label { stroke: #0d1117 }
.wg rect { fill: #161b22; stroke: #8b949e }
.wg .input rect { fill: #12301d; stroke: #3fb950 }
.wg .parameter rect { fill: #33260a; stroke: #d29922 }
.wg .data rect { fill: #21262d }
.wg .module rect { fill: #10233f; stroke: #58a6ff }
.wg .result rect { fill: #301a2c; stroke: #db61a2 }
.wg path { stroke: #8b949e }
.wg marker path { fill: #8b949e }
.wg .data-branch { stroke: #58a6ff }
.wg .penalty-branch { stroke: #f0883e }
}
"""


def svg(picture: Picture) -> str:
    """The picture as an `<svg>` element.

    Args:
        picture: What is drawn, and where.

    Returns:
        The element as text; every box is a group with the name of its node in `data-node`.

    Example:
        >>> from wengert.explain.drawings import graph_of, place
        >>> text = svg(place(graph_of(wg.trace(lambda x: wg.sin(x), 1.0), title="sine")))
        >>> text.startswith("<svg"), text.count("<rect"), "sine" in text
        (True, 3, True)
    """
    title = picture.graph.title or "computational graph"
    head = (
        f'<svg class="wg" xmlns="http://www.w3.org/2000/svg" role="img" aria-label={quoteattr(title)} '
        f'width="{picture.width:.0f}" height="{picture.height:.0f}" '
        f'viewBox="0 0 {picture.width:.0f} {picture.height:.0f}">'
    )
    arrow = (
        '<defs><marker id="wg-arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" '
        'orient="auto-start-reverse"><path d="M0 0 L8 4 L0 8 z"/></marker></defs>'
    )
    edges = [
        f'<path d="{_curve(path)}" marker-end="url(#wg-arrow)"{_branch(edge.branch)} '
        f"data-from={quoteattr(edge.source)} data-to={quoteattr(edge.target)}/>"
        for edge, path in zip(picture.graph.edges, picture.paths, strict=True)
    ]
    edges += [_label(*place) for place in labels(picture)]
    boxes = [_box(box) for box in picture.boxes.values()]
    return "\n".join(
        [head, f"<title>{escape(title)}</title>", f"<style>{STYLE}</style>", arrow, *edges, *boxes, "</svg>"]
    )


def _branch(branch: str) -> str:
    return f' class="{branch}-branch"' if branch in ("data", "penalty") else ""


def _label(place: Point, text: str) -> str:
    return f'<text class="label" text-anchor="middle" x="{place[0]:.1f}" y="{place[1]:.1f}">{escape(text)}</text>'


def _curve(points: tuple[Point, ...]) -> str:
    """A smooth line that leaves and arrives vertically."""
    (x, y), *rest = points
    parts = [f"M{x:.1f} {y:.1f}"]
    for u, v in rest:
        bend = (v - y) / 2
        parts.append(f"C{x:.1f} {y + bend:.1f} {u:.1f} {v - bend:.1f} {u:.1f} {v:.1f}")
        x, y = u, v
    return " ".join(parts)


def _box(box: Box) -> str:
    lines = [_line(box, k, text) for k, text in enumerate((box.node.title, *box.node.text))]
    shape = f'<rect x="{box.x:.1f}" y="{box.y:.1f}" width="{box.width:.1f}" height="{box.height:.1f}"/>'
    return f"<g class={quoteattr(box.node.kind)} data-node={quoteattr(box.node.id)}>{shape}{''.join(lines)}</g>"


def _line(box: Box, k: int, text: str) -> str:
    name = ' class="title"' if k == 0 else ""
    x, y = box.x + PADDING, box.y + PADDING + LINE * (k + 0.78)
    return f'<text x="{x:.1f}" y="{y:.1f}"{name}>{escape(text)}</text>'
