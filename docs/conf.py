"""Sphinx configuration. Knows where things are; the pages say the rest."""

import re

from sphinx.application import Sphinx

import wengert

project = "Wengert"
author = "The Wengert authors"
copyright = "The Wengert authors"
version = release = wengert.__version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx.ext.mathjax"]
exclude_patterns = ["_build"]
myst_enable_extensions = ["dollarmath", "colon_fence"]
myst_heading_anchors = 3
autodoc_typehints = "none"  # the signature shows them once already
default_role = "code"
autodoc_default_options = {"members": True}
napoleon_google_docstring = True
napoleon_numpy_docstring = False
napoleon_custom_sections = ["Shapes", "Law", "Cost", "Source"]
napoleon_use_rtype = False
napoleon_use_ivar = True  # fields of a dataclass are described once

html_theme = "furo"
html_title = "Wengert"


def escape(line: str) -> str:
    """A docstring line for reStructuredText: there the star of `(*s) -> (*s)` and the bars of |x| would be markup."""
    if line.lstrip().startswith((">>>", "...")):
        return line
    parts = line.split("`")  # what stands between backticks is code and stays as it is
    parts[::2] = [re.sub(r"(?<![\w*\\])\*(?=\w)", r"\\*", part).replace("|", r"\|") for part in parts[::2]]
    return "`".join(parts)


def escape_all(app: Sphinx, what: str, name: str, obj: object, options: object, lines: list[str]) -> None:
    """Hook of autodoc: every docstring passes here. A table has none of its own, only that of `dict`."""
    if what == "data" and isinstance(obj, dict):
        lines.clear()
    lines[:] = [escape(line) for line in lines]


def setup(app: Sphinx) -> None:
    """Register the hook."""
    app.connect("autodoc-process-docstring", escape_all)
