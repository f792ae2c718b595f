"""The glass box: every derivative, its formula, its number, and where each number came from.

`wg.explain(...)` calls this room: it records a function, or a model with data and loss, and returns an `Explanation`.
The way through it: `program` (what is recorded) -> `stage`, `grouping` (its lines in the portions people think in) ->
`subject` (stages with adjoints and symbols) -> `places`, `pull`, `passes` (the steps of both passes, as entries) ->
`views` (tables) -> `forms` (text, Markdown, LaTeX, HTML, data).

Knows lists, sweeps, modules and losses. Changes none of them.
"""

import sys
import types
from typing import Any

from wengert.explain.digits import Digits
from wengert.explain.entry import Entry
from wengert.explain.explaining import explain
from wengert.explain.explanation import Explanation
from wengert.explain.table import Check, Column, Row, Sources, Table

__all__ = ["Check", "Column", "Digits", "Entry", "Explanation", "Row", "Sources", "Table", "explain"]


class _Room(types.ModuleType):
    """A room that can be called, because its name is also a verb."""

    def __call__(self, *args: Any, **options: Any) -> Explanation:
        """The same as `explain`."""
        return explain(*args, **options)


sys.modules[__name__].__class__ = _Room
