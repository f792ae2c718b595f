"""Survey: one pass over a stream that finds what training must know beforehand, and holds none of it.

Knows parts, classes and gauges: the classes and the scale are those of the training part, and a class that only another
part has is refused here, not after an epoch. Knows no model.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np

from wengert.data.moments import Gauge
from wengert.data.parting import PARTS, TRAIN, Parting
from wengert.data.records import Layout, Words, words_of
from wengert.data.stream import Stream, closed
from wengert.data.table_files import columns_of, guarded, of_layout, reader_of, rows_of, spells_words
from wengert.errors import DataError


@dataclass(frozen=True)
class Survey:
    """What one pass has found.

    Args:
        stream: All rows, in the order of the file.
        rows: Rows of training, validation and test.

    Example:
        >>> Survey(Stream(lambda: iter(()), (2,)), (7, 1, 2)).rows
        (7, 1, 2)
    """

    stream: Stream
    rows: tuple[int, int, int]


def survey_table(
    path: str | Path, target: str | None, parting: Parting, gauge: Gauge | None, chunk_size: int = 4096
) -> Survey:
    r"""Look at a table once.

    Args:
        path: `.parquet`, `.arrow`, `.feather` or `.csv`.
        target: The target column; the last one when None. By the rules of `stream_table` it holds classes or numbers;
            the training part decides.
        parting: Which row belongs to which part.
        gauge: Shown the samples of the training part; None where nobody asks.
        chunk_size: Samples in a chunk.

    Returns:
        The table as a stream, and the sizes of its parts.

    Raises:
        DataError: The file cannot be read, a column is missing, an entry is malformed, a part is empty, or another part
            has a class that the training part has not.

    Example:
        >>> import tempfile
        >>> from wengert.arrays import random
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = Path(folder) / "a.csv"
        ...     _ = path.write_text("a,kind\n" + "1,yes\n2,no\n" * 50)
        ...     found = survey_table(path, None, Parting(random.key_of(0)), None)
        ...     print(found.stream.classes, found.rows)
        ('no', 'yes') (100, 0, 0)
    """
    path = Path(path)
    reader = reader_of(path)
    with guarded(path):
        place, inputs = columns_of(path, target, None)
        length = rows_of(path)
    anything = Layout(path, place, tuple(inputs), Words({}, ()), {}, None)  # no target is at fault yet
    seen = _Seen(anything, parting, gauge)
    with guarded(path, anything), closed(batches := reader(path, [*inputs, place], chunk_size, [place])):
        columns = seen.targets(batches)
        first = next(columns, None)
        words = None if first is None else words_of(chain([first], columns), spells_words(path, first))
        seen.settled = True
        for _ in columns:  # what is left where the targets were settled early
            pass
    _must_all_have_rows(path.stem, seen.rows, parting)
    if words is not None:
        unseen = sorted(str(value) for value in seen.apart if words.place(value) < 0)
        _must_be_known(f"{path}: column {place}", unseen, words.names)
    layout = Layout(path, place, tuple(inputs), words, {}, None)
    return Survey(of_layout(layout, chunk_size, length), seen.parts)


class _Seen:
    """What was seen so far: rows of each part, and the values of targets outside the training part."""

    def __init__(self, layout: Layout, parting: Parting, gauge: Gauge | None) -> None:
        self.layout, self.parting, self.gauge = layout, parting, gauge
        self.rows = np.zeros(len(PARTS), np.int64)
        self.apart: set[Any] = set()
        self.settled = False  # whether targets are known to be classes or numbers; then values are not kept any more

    @property
    def parts(self) -> tuple[int, int, int]:
        """The rows of each part."""
        first, second, third = (int(n) for n in self.rows)
        return first, second, third

    def targets(self, batches: Iterator[Any]) -> Iterator[Any]:
        """The targets of the training part, batch by batch."""
        import pyarrow

        row = 0
        for batch in batches:
            parts = self.parting(row, batch.num_rows)
            self.rows += np.bincount(parts, minlength=len(PARTS))
            x = self.layout.samples(batch, row)
            if self.gauge is not None:
                self.gauge.add(x[parts == TRAIN])
            column = batch.column(self.layout.target)
            if not self.settled:
                self.apart.update(_values(column.filter(pyarrow.array(parts != TRAIN))))
            yield column.filter(pyarrow.array(parts == TRAIN))
            row += batch.num_rows


def _values(column: Any) -> set[Any]:
    from pyarrow import types

    if types.is_nested(column.type) or types.is_floating(column.type):
        return set()
    return {v.strip() if isinstance(v, str) else v for v in column.unique().to_pylist() if v is not None}


def survey_stream(stream: Stream, parting: Parting, gauge: Gauge | None) -> Survey:
    """Look once at a stream whose classes are known.

    Args:
        stream: Samples and targets.
        parting: Which sample belongs to which part.
        gauge: Shown the samples of the training part; None where nobody asks.

    Returns:
        The stream, and the sizes of its parts.

    Raises:
        DataError: A part is empty, or another part has a class that the training part has not.

    Example:
        >>> from wengert.arrays import random
        >>> from wengert.data import as_stream, iris
        >>> survey_stream(as_stream(iris()), Parting(random.key_of(0), test=0.2), None).rows
        (122, 0, 28)
    """
    rows = np.zeros(len(PARTS), np.int64)
    counts = np.zeros((2, len(stream.classes)), np.int64)  # of the classes in the training part, and elsewhere
    first = 0
    for x, y in stream:
        parts = parting(first, len(x))
        first += len(x)
        rows += np.bincount(parts, minlength=len(PARTS))
        if gauge is not None:
            gauge.add(x[parts == TRAIN])
        if stream.classes:
            for k, chosen in enumerate((parts == TRAIN, parts != TRAIN)):
                counts[k] += np.bincount(y[chosen].ravel(), minlength=len(stream.classes))
    _must_all_have_rows(stream.name, rows, parting)
    unseen = [name for name, here, there in zip(stream.classes, *counts, strict=True) if there and not here]
    _must_be_known(stream.name, unseen, [name for name in stream.classes if name not in unseen])
    return Survey(stream, (int(rows[0]), int(rows[1]), int(rows[2])))


def _must_all_have_rows(name: str, rows: np.ndarray, parting: Parting) -> None:
    if not rows.sum():
        raise DataError(f"{name}: holds no data", given="no rows", expected="at least one")
    shares = (1.0, parting.validation, parting.test)
    empty = next((part for part, n, share in zip(PARTS, rows, shares, strict=True) if share and not n), None)
    if empty is not None:
        raise DataError(
            f"{name}: no row was drawn for the {empty} part",
            given=f"{int(rows.sum())} rows",
            expected="rows enough for every part",
            hint="a set as small as this fits in memory: leave out --stream",
        )


def _must_be_known(what: str, unseen: Sequence[str], known: Sequence[str]) -> None:
    if unseen:
        raise DataError(
            f"{what}: a class is never trained on",
            given=f"{', '.join(unseen[:8])} in the rows set apart only",
            expected=f"the classes of the training part: {', '.join(known[:8])}",
            hint="more rows of it, or parts of your own: --validation FILE --test FILE",
        )
