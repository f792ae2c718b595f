"""Table: one neutral table for every view. Columns say what is in them; forms say how it is written.

Knows rows, cells and what they mean. Knows no trace, no network and no markup: text, Markdown, LaTeX, HTML, CSV, JSON
and pandas are files of `wengert.explain.forms`.

What a cell holds depends on the kind of its column:

* `text`: words; `symbol`: the name of a quantity; `formula`: an equation in Unicode; all three are strings;
* `value`: a number or an array as it was computed, or None;
* `step`: the number of the row, or None; `steps`: a `Sources`;
* `check`: a `Check`, or None where there is nothing to check.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wengert.errors import ArgumentError
from wengert.explain.digits import Digits
from wengert.explain.forms import data, html, latex, markdown, text
from wengert.explain.naming import canonical

if TYPE_CHECKING:
    from wengert.explain.entry import Entry

KINDS = ("text", "symbol", "formula", "value", "step", "steps", "check")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Args:
        name: Its heading.
        kind: What its cells hold: one of `KINDS`.
    """

    name: str
    kind: str = "text"


@dataclass(frozen=True, slots=True)
class Sources:
    """Where a value comes from.

    Args:
        forward: Numbers of steps of the forward pass that it was made from directly.
        backward: Numbers of steps of the backward pass.
        origins: Numbers of forward steps whose values those backward steps only hand on.
        words: What else is to say, such as `definition of the affine map`.

    Example:
        >>> str(Sources(backward=(18, 19), origins=(9,)))
        'backward 18, 19 (forward 9)'
    """

    forward: tuple[int, ...] = ()
    backward: tuple[int, ...] = ()
    origins: tuple[int, ...] = ()
    words: str = ""

    @property
    def steps(self) -> tuple[int, ...]:
        """All direct sources, in order."""
        return tuple(sorted({*self.forward, *self.backward}))

    def __str__(self) -> str:
        listed = lambda ks: ", ".join(map(str, ks))
        parts = [f"forward {listed(self.forward)}"] if self.forward else []
        if self.backward:
            behind = f" (forward {listed(self.origins)})" if self.origins else ""
            parts.append(f"backward {listed(self.backward)}{behind}")
        return "; ".join([*parts, self.words] if self.words else parts)


@dataclass(frozen=True, slots=True)
class Check:
    """What finite differences say of a derivative.

    Args:
        moved: Their value: in the shape of the derivative where that is small, else its size along one direction.
        agrees: Whether they agree; None when something is not finite.
        along: Whether `moved` is along one direction only.
    """

    moved: Any
    agrees: bool | None
    along: bool = False

    @property
    def tick(self) -> str:
        """✓, ✗, or ? where nothing can be said."""
        return {True: "✓", False: "✗", None: "?"}[self.agrees]


@dataclass(frozen=True, slots=True)
class Row:
    """One row.

    Args:
        cells: One for each column.
        section: Rows of one section stand together below this heading.
        conceptual: Whether the row helps to understand and was not computed on the way.
        entry: The step of the explanation behind the row.
    """

    cells: tuple[Any, ...]
    section: str = ""
    conceptual: bool = False
    entry: Entry | None = None


@dataclass
class Table:
    """A table of an explanation. Printing it shows it; notebooks show it as HTML.

    Args:
        name: One word, for files and for `Explanation.table`.
        title: What it shows.
        columns: Headings and kinds.
        rows: From top to bottom.
        notes: Sentences below the table.
        digits: How numbers are written.

    Example:
        >>> t = Table("demo", "Two numbers", [Column("quantity", "symbol"), Column("value", "value")],
        ...           [Row(("z₁", 2.0)), Row(("δ₁", -0.5))])
        >>> float(t.value("delta1")), t.to_csv().splitlines()[2]
        (-0.5, 'δ₁,-0.5')
    """

    name: str
    title: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    notes: Sequence[str] = ()
    digits: Digits = field(default_factory=Digits)

    # --- reading ---------------------------------------------------------------------------------------------------

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def column(self, name: str) -> list[Any]:
        """The cells of one column.

        Raises:
            ArgumentError: There is no column of that name.
        """
        return [row.cells[self._place(name)] for row in self.rows]

    def _place(self, name: str) -> int:
        names = [c.name for c in self.columns]
        if name not in names:
            raise ArgumentError(f"{self.name}: no column of that name", given=name, expected=", ".join(names))
        return names.index(name)

    def row(self, key: str | int) -> Row:
        """A row by the number of its step or by its first symbol, as printed or typed (`δ₁`, `delta1`, `dL/dW1`).

        Raises:
            ArgumentError: There is none.
        """
        return self._find(key)[0]

    def _find(self, key: str | int) -> tuple[Row, int]:
        """A row, and the column in which its number or symbol stands."""
        if isinstance(key, int):
            places = [k for k, c in enumerate(self.columns) if c.kind == "step"]
            found = [(row, k) for row in self.rows for k in places if row.cells[k] == key]
        else:
            wanted = canonical(key)
            named = [(row, k, canonical(name)) for row in self.rows for k, name in self._names(row)]
            found = [(row, k) for row, k, name in named if name == wanted]
            found = found or [(row, k) for row, k, name in named if name.lower() == wanted.lower()]
        if found:
            return found[0]
        known = ", ".join(str(name) for row in self.rows for _, name in self._names(row)[:1])
        raise ArgumentError(f"{self.name}: no row of that name", given=key, expected=known[:300])

    def _names(self, row: Row) -> list[tuple[int, str]]:
        """What a row can be asked for by: its symbols, and what else the entry behind it is called."""
        symbols = [(k, x) for k, x in enumerate(row.cells) if self.columns[k].kind == "symbol" and isinstance(x, str)]
        return [*symbols, *((0, name) for name in (row.entry.aliases if row.entry is not None else ()))]

    def value(self, key: str | int, column: str | None = None) -> Any:
        """The number or array of a row.

        Args:
            key: Symbol or step of the row.
            column: The name of the column; the first one with values to the right of the symbol when None.
        """
        row, place = self._find(key)
        if column is not None:
            return row.cells[self._place(column)]
        values = [k for k, c in enumerate(self.columns) if c.kind == "value" and k > place]
        return row.cells[values[0]] if values else None

    def cell(self, key: str | int, column: str) -> Any:
        """The cell of a row in a column."""
        return self.row(key).cells[self._place(column)]

    def written(self) -> list[list[str]]:
        """All cells as text, row by row."""
        return [[self._text(c, x) for c, x in zip(self.columns, row.cells, strict=True)] for row in self.rows]

    def _text(self, column: Column, x: Any) -> str:
        if x is None:
            return ""
        if isinstance(x, str):
            return x
        if column.kind == "check":
            return f"{self.digits.value(x.moved)} {x.tick}" if x.moved is not None else x.tick
        return self.digits.value(x) if column.kind == "value" else str(x)

    def select(self, keep: Callable[[Row], bool], title: str = "") -> Table:
        """The same table with some of its rows."""
        return replace(self, rows=[row for row in self.rows if keep(row)], title=title or self.title)

    # --- forms -----------------------------------------------------------------------------------------------------

    def __str__(self) -> str:
        return text.plain(self)

    __repr__ = __str__

    def __rich__(self) -> Any:
        return text.rich_table(self)

    def _repr_html_(self) -> str:
        return html.fragment(self)

    def to_markdown(self) -> str:
        """The table in Markdown."""
        return markdown.table(self)

    def to_latex(self) -> str:
        """The table in LaTeX; needs the packages `booktabs`, `amsmath`, `amssymb` and `graphicx`."""
        return latex.table(self)

    def to_html(self) -> str:
        """The table as a piece of HTML."""
        return html.fragment(self)

    def to_csv(self) -> str:
        """The table as CSV, numbers in full precision."""
        return data.csv_text(self)

    def to_dict(self) -> dict[str, Any]:
        """The table as nested lists and dicts of plain numbers and strings."""
        return data.as_dict(self)

    def to_json(self) -> str:
        """The table as JSON."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=1)

    def to_pandas(self) -> Any:
        """The table as a DataFrame; needs pandas.

        Raises:
            ImportError: pandas is not installed.
        """
        return data.frame(self)

    def save(self, path: str | Path) -> Path:
        """Write the table into a file, in the form its ending says: .md .tex .html .csv .json .txt.

        Raises:
            ArgumentError: The ending is none of these.
        """
        forms = {".md": self.to_markdown, ".tex": self.to_latex, ".html": self.to_html, ".csv": self.to_csv}
        forms |= {".json": self.to_json, ".txt": self.__str__}
        path = Path(path)
        if path.suffix not in forms:
            raise ArgumentError("Table.save: unknown ending", given=path.suffix, expected=", ".join(forms))
        path.write_text(forms[path.suffix]() + "\n", encoding="utf-8")
        return path
