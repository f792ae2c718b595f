"""Data: a table as CSV, as nested plain values (JSON), and as a pandas DataFrame.

Knows that numbers keep their full precision where a machine reads them.
"""

from __future__ import annotations

import csv
import io
import json
import math
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from wengert.explain.table import Column, Row, Table


def plain(x: Any) -> Any:
    """A cell as numbers, strings, lists and None, such as JSON takes; what is not finite becomes a string.

    Example:
        >>> plain(np.array([1.0, np.inf])), plain((1, 2))
        ([1.0, 'inf'], [1, 2])
    """
    if isinstance(x, (list, tuple)):
        return [plain(part) for part in x]
    if x is None or isinstance(x, (str, bool, int)):
        return x
    if isinstance(x, float):
        return x if math.isfinite(x) else str(x)
    if isinstance(x, (complex, np.complexfloating)):
        return str(complex(x))
    return plain(np.asarray(x).tolist())


def _cell(column: Column, x: Any) -> Any:
    if column.kind == "steps" and x is not None and not isinstance(x, str):
        return {
            "forward": list(x.forward),
            "backward": list(x.backward),
            "origins": list(x.origins),
            "words": x.words,
        }
    if column.kind == "check" and x is not None and not isinstance(x, str):
        return {"differences": plain(x.moved), "agrees": x.agrees}
    return plain(x)


def as_dict(table: Table) -> dict[str, Any]:
    """Name, title, headings, rows and notes."""
    return {
        "name": table.name,
        "title": table.title,
        "columns": [{"name": c.name, "kind": c.kind} for c in table.columns],
        "rows": [_row(table, row) for row in table.rows],
        "notes": list(table.notes),
    }


def _row(table: Table, row: Row) -> dict[str, Any]:
    cells = [_cell(c, x) for c, x in zip(table.columns, row.cells, strict=True)]
    return {"cells": cells, "section": row.section, "conceptual": row.conceptual}


def _flat(column: Column, x: Any, text: str) -> Any:
    """A cell for CSV: a number, or text; arrays as JSON lists."""
    if column.kind not in ("value", "step") or x is None or isinstance(x, str):
        return text
    made = plain(x)
    while isinstance(made, list) and len(made) == 1:
        made = made[0]
    return json.dumps(made) if isinstance(made, list) else made


def _flat_rows(table: Table) -> list[list[Any]]:
    return [
        [_flat(c, x, text) for c, x, text in zip(table.columns, row.cells, texts, strict=True)]
        for row, texts in zip(table.rows, table.written(), strict=True)
    ]


def csv_text(table: Table) -> str:
    """Headings and rows; the section of each row in a column of its own where there are sections."""
    sections = any(row.section for row in table.rows)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*(["section"] if sections else []), *(c.name for c in table.columns)])
    for row, cells in zip(table.rows, _flat_rows(table), strict=True):
        writer.writerow([*([row.section] if sections else []), *cells])
    return out.getvalue()


def frame(table: Table) -> Any:
    """A DataFrame with the raw values."""
    import pandas  # pyright: ignore[reportMissingImports] (wanted by those who have it; nothing else needs it)

    cells = [
        [x if c.kind in ("value", "step") else text for c, x, text in zip(table.columns, row.cells, texts, strict=True)]
        for row, texts in zip(table.rows, table.written(), strict=True)
    ]
    return pandas.DataFrame(cells, columns=[c.name for c in table.columns])
