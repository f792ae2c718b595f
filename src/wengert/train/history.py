"""History: one row of numbers for each epoch.

Knows names and numbers. Knows no file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from wengert.errors import unknown

Row = dict[str, float]


class History:
    """Rows of numbers, and the same as columns.

    Args:
        rows: Rows of an earlier run, to go on from.

    Example:
        >>> history = History()
        >>> history.append({"epoch": 1, "loss": 2.0})
        >>> history["loss"], len(history), history.last["epoch"]
        ([2.0], 1, 1)
    """

    def __init__(self, rows: list[Row] | None = None) -> None:
        self.rows: list[Row] = list(rows or [])

    def append(self, row: Mapping[str, float]) -> None:
        """Add the numbers of an epoch."""
        self.rows.append(dict(row))

    @property
    def names(self) -> list[str]:
        """The columns, in order of first appearance."""
        return list(dict.fromkeys(name for row in self.rows for name in row))

    @property
    def last(self) -> Row:
        """The newest row; empty before the first epoch."""
        return self.rows[-1] if self.rows else {}

    def __getitem__(self, name: str) -> list[float]:
        """A column.

        Raises:
            ArgumentError: There is none of this name.
        """
        if name not in self.names:
            raise unknown("column", name, self.names)
        return [row[name] for row in self.rows if name in row]

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __repr__(self) -> str:
        numbers = ", ".join(f"{n}={v:.4g}" for n, v in self.last.items())
        return f"History({len(self)} epochs; last: {numbers})" if self.rows else "History(empty)"
