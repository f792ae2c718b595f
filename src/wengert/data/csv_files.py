r"""Tables as text: CSV.

Knows how to say which line and column of a file cannot be read. Runs nothing that a file contains.

Large clean files are parsed by Arrow; whatever it does not take for numbers is read again with care, line by line, so
that the result and the errors are the same.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from wengert.data.dataset import Dataset, targets_of
from wengert.errors import DataError, unknown

FEW = 20  # an integer column with at most so many values is taken for classes
GAPS = frozenset(["", "NA", "N/A", "NaN", "nan", "null", "NULL", "None", "?"])  # entries that say: not known
_LARGE = 1 << 20  # bytes from which importing Arrow pays


def read_csv(
    path: str | Path,
    target: str | None = None,
    columns: Sequence[str] | None = None,
    categorical: Sequence[str] = (),
    fill: float | None = None,
) -> Dataset:
    r"""Read a table with a header line.

    The target column is a set of classes if it holds words, or at most 20 different integers; else it is real. All
    other columns must be numbers, or be named as categorical.

    Args:
        path: The file, UTF-8.
        target: Name of the target column; the last one when None.
        columns: Names of the columns to learn from, in this order; all others when None.
        categorical: Columns of words: each becomes one column for each word, 1 where it stands and 0 elsewhere.
        fill: The number for entries that are missing (empty, NA, nan, null, ?); an error when None. With `nan` the
            gaps stay, for a `Filler` fitted on the training part.

    Returns:
        The data set; its features are named as the columns, `column=word` for categorical ones.

    Raises:
        DataError: The file cannot be read, or a line or an entry is malformed; the message names line and column.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = Path(folder) / "pets.csv"
        ...     _ = path.write_text("weight,kind\n4,cat\n30,dog\n")
        ...     read_csv(path).classes
        ('cat', 'dog')
    """
    path = Path(path)
    if fill is None and not categorical and path.is_file() and path.stat().st_size >= _LARGE:
        found = _fast(path, target, columns)
        if found is not None:
            return found
    header, rows = whole(path)
    place, inputs = chosen(path, header, target, columns)
    blocks, names = [], []
    for k in inputs:
        block, labels = _column(path, header[k], [(line, cells[k]) for line, cells in rows], categorical, fill)
        blocks.append(block)
        names += labels
    entries = [(line, cells[place]) for line, cells in rows]
    y, classes = targets_of(_targets(path, header[place], entries), None, path.stem)
    return Dataset(np.concatenate(blocks, axis=1, dtype=np.float32), y, classes, tuple(names), path.stem)


def lines(path: Path) -> Iterator[tuple[int, list[str]]]:
    r"""Number and entries of every line that is not empty, the header first; the file is never held as a whole.

    Raises:
        DataError: The file is no CSV, its header names two columns alike or fewer than two, or a line has another
            number of entries.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = Path(folder) / "a.csv"
        ...     _ = path.write_text("a, b\n\n1,2\n")
        ...     list(lines(path))
        [(1, ['a', 'b']), (3, ['1', '2'])]
    """
    header: list[str] = []
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            for cells in reader:
                if not cells:
                    continue
                if not header:
                    header = cells = [name.strip() for name in cells]
                    _must_be_a_header(path, header)
                if len(cells) != len(header):
                    raise DataError(
                        f"{path}: line {reader.line_num} has another number of columns",
                        given=f"{len(cells)} entries",
                        expected=f"{len(header)}, as in the header",
                        at=f"{path.name}:{reader.line_num}",
                    )
                yield reader.line_num, cells
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DataError(
            f"{path}: cannot be read as CSV", given=str(error), expected="UTF-8 text, comma-separated"
        ) from error


def _must_be_a_header(path: Path, header: list[str]) -> None:
    if len(set(header)) < len(header):
        twice = next(n for n in header if header.count(n) > 1)
        raise DataError(f"{path}: two columns have one name", given=repr(twice), at=f"{path.name}:1")


def whole(path: Path) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Header and rows, each with its line number.

    Raises:
        DataError: The file is no CSV or holds no row.

    Example:
        >>> whole(Path("missing.csv"))
        Traceback (most recent call last):
        ...
        wengert.errors.DataError: missing.csv: cannot be read as CSV...
    """
    found = list(lines(path))
    if len(found) < 2:
        raise DataError(
            f"{path}: holds no data", given=f"{len(found)} lines", expected="a header line and at least one row"
        )
    return found[0][1], found[1:]


def chosen(
    path: Path, header: Sequence[str], target: str | None, columns: Sequence[str] | None
) -> tuple[int, list[int]]:
    """The places of the target column and of those to learn from.

    Raises:
        DataError: A name is unknown, or there is nothing to learn from.

    Example:
        >>> chosen(Path("a.csv"), ["a", "b", "c"], "b", None)
        (1, [0, 2])
    """
    for wanted in [*([] if target is None else [target]), *(columns or [])]:
        if wanted not in header:
            raise unknown_column(path, wanted, header)
    place = header.index(target) if target is not None else len(header) - 1
    inputs = [k for k in range(len(header)) if k != place] if columns is None else [header.index(n) for n in columns]
    if not inputs or place in inputs:
        raise DataError(
            f"{path}: needs a target and at least one more column",
            given=f"columns {[header[k] for k in inputs] or list(header)}, target {header[place]}",
        )
    return place, inputs


def unknown_column(path: Path, target: str, header: Sequence[str]) -> DataError:
    """The error for a column that is not there, to be raised.

    Example:
        >>> print(str(unknown_column(Path("a.csv"), "wieght", ["weight"])).splitlines()[-1])
          try       did you mean weight?
    """
    told = str(unknown("column", target, header)).splitlines()
    hint = next((line.split(maxsplit=1)[1] for line in told if line.strip().startswith("try")), None)
    return DataError(f"{path}: no column is named {target}", given=target, expected=", ".join(header), hint=hint)


def _column(
    path: Path, name: str, entries: Sequence[tuple[int, str]], categorical: Sequence[str], fill: float | None
) -> tuple[np.ndarray, list[str]]:
    """One column as numbers, (rows, 1), or a categorical one as indicators, (rows, words); and the names of these."""
    if name not in categorical:
        return np.array([[number(path, line, name, text, fill)] for line, text in entries]), [name]
    found, indices = np.unique([text.strip() for _, text in entries], return_inverse=True)
    return np.eye(len(found))[indices], [f"{name}={word}" for word in found]


def number(path: Path, line: int, column: str, text: str, fill: float | None = None) -> float:
    """An entry as a number; a missing one as `fill`.

    Raises:
        DataError: It is no finite number, or missing without `fill`.

    Example:
        >>> number(Path("a.csv"), 2, "a", " 1.5"), number(Path("a.csv"), 3, "a", "NA", fill=0.0)
        (1.5, 0.0)
    """
    if fill is not None and text.strip() in GAPS:
        return fill
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not np.isfinite(value):
        missing = text.strip() in GAPS
        raise DataError(
            f"{path}: line {line}, column {column}: not a finite number",
            given=repr(text),
            expected="a number",
            at=f"{path.name}:{line}",
            hint=f"fill=0.0 puts a number into gaps; if {column} is the target, say so: --target {column}"
            if missing
            else f"if {column} is the target, say so: --target {column}; words to learn from are categorical",
        )
    return value


def _targets(path: Path, column: str, entries: Sequence[tuple[int, str]]) -> np.ndarray:
    """Words or few integers as they are, anything else as real numbers."""
    words = [text.strip() for _, text in entries]
    empty = next((line for (line, _), word in zip(entries, words, strict=True) if not word), None)
    if empty is not None:
        raise DataError(
            f"{path}: line {empty}, column {column}: the target is empty", given="''", at=f"{path.name}:{empty}"
        )
    numbers = _numeric(words)
    if numbers is None:
        return np.array(words)
    return numbers if np.isfinite(numbers).all() else np.array([number(path, n, column, text) for n, text in entries])


def _numeric(words: Sequence[str]) -> np.ndarray | None:
    """Numbers, integers if there are few different ones; None if there is a word among them."""
    try:
        numbers = np.array([float(word) for word in words])
    except ValueError:
        return None
    finite = np.isfinite(numbers).all()
    if finite and (numbers == numbers.round()).all() and len(np.unique(numbers)) <= FEW:
        return numbers.astype(np.int64)
    return numbers


def _fast(path: Path, target: str | None, columns: Sequence[str] | None) -> Dataset | None:
    """A clean table of numbers by way of Arrow; None for whatever is not one, or not a table at all."""
    import pyarrow
    from pyarrow import csv as arrow_csv

    header = next(lines(path))[1]
    place, inputs = chosen(path, header, target, columns)
    options: Mapping[str, Any] = {
        "read_options": arrow_csv.ReadOptions(column_names=header, skip_rows=1),
        "convert_options": arrow_csv.ConvertOptions(
            column_types={header[place]: pyarrow.string()}, include_columns=[header[k] for k in [*inputs, place]]
        ),
    }
    try:
        table = arrow_csv.read_csv(path, **options)
    except pyarrow.ArrowInvalid:
        return None
    *parts, last = table.columns
    if any(part.null_count or not (_is_number(part.type)) for part in parts) or not len(last):
        return None
    x = np.empty((len(last), len(parts)), np.float32)
    for k, part in enumerate(parts):
        x[:, k] = part.to_numpy()
    words = [word.strip() for word in last.to_pylist()]
    numbers = _numeric(words)
    if not np.isfinite(x).all() or not all(words) or (numbers is not None and not np.isfinite(numbers).all()):
        return None
    y, classes = targets_of(np.array(words) if numbers is None else numbers, None, path.stem)
    return Dataset(x, y, classes, tuple(header[k] for k in inputs), path.stem)


def _is_number(kind: Any) -> bool:
    from pyarrow import types

    return types.is_integer(kind) or types.is_floating(kind)
