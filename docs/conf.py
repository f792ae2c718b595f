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

html_theme = "furo"
html_title = "Wengert"


def escape_batch_stars(app: Sphinx, what: str, name: str, obj: object, options: object, lines: list[str]) -> None:
    """In a docstring `(*s) -> (*s)` is a shape; in reStructuredText the star would open an emphasis."""
    lines[:] = [re.sub(r"(?<![\w*`\\])\*(?=\w)", r"\\*", line) for line in lines]


def setup(app: Sphinx) -> None:
    """Register the hook."""
    app.connect("autodoc-process-docstring", escape_batch_stars)
