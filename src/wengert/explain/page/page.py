"""The page: one HTML file that needs no other file and no network.

Knows the template and the built script and style. Knows no list; what is shown is a `Payload`.
"""

from __future__ import annotations

import json
from pathlib import Path

from wengert.explain.page.payload import Payload
from wengert.train.atomic import write_text

_HERE = Path(__file__).parent
ASSETS = _HERE / "assets"
_TEMPLATE = _HERE / "page.html.jinja"


def page(payload: Payload) -> str:
    """The page as HTML.

    Args:
        payload: What it shows.

    Returns:
        A whole document: script, style and data are in it, and it may load nothing.

    Example:
        >>> from wengert.explain.page import payload_of
        >>> html = page(payload_of(wg.trace(lambda x: x * x, 3.0), title="A square"))
        >>> "<title>A square</title>" in html, "src=" in html.partition("<script>")[0]
        (True, False)
    """
    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    template = environment.from_string(_TEMPLATE.read_text(encoding="utf-8"))
    data = json.dumps(payload.as_dict(), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return template.render(
        title=payload.title,
        summary=payload.summary,
        script=(ASSETS / "page.js").read_text(encoding="utf-8"),
        style=(ASSETS / "page.css").read_text(encoding="utf-8"),
        data=data.replace("<", "\\u003c"),
    )


def save_page(payload: Payload, path: str | Path) -> Path:
    """Write the page, whole or not at all.

    Args:
        payload: What it shows.
        path: Where.

    Returns:
        The path.
    """
    path = Path(path)
    write_text(path, page(payload))
    return path
