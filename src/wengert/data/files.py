"""Data from files: CSV, .npz and .npy.

Knows how to say which line and column of a file cannot be read. Runs nothing that a file contains.
"""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from wengert.data.dataset import Dataset, from_arrays
from wengert.errors import DataError, unknown

_FEW = 20  # an integer column with at most so many values is taken for classes


def read(path: str | Path, target: str | None = None) -> Dataset:
    """Read a data set; the ending of the name says how.

    Args:
        path: `.csv`, `.npz` or `.npy`.
        target: The column, or the array of the archive, that holds the targets; the last column, or `y`, when None.

    Returns:
        The data set.

    Raises:
        DataError: The file is missing, its ending unknown, or its content malformed.

    Example:
        >>> read("missing.csv")
        Traceback (most recent call last):
        ...
        wengert.errors.DataError: missing.csv: there is no such file...
    """
    path = Path(path)
    if not path.is_file():
        raise DataError(f"{path}: there is no such file", given=str(path), hint=f"the current folder is {Path.cwd()}")
    readers = {".csv": read_csv, ".npz": read_npz, ".npy": read_npy}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise DataError(
            f"{path}: no reader for this ending", given=path.suffix or "no ending", expected=", ".join(readers)
        )
    return reader(path, target)


def read_csv(path: str | Path, target: str | None = None) -> Dataset:
    r"""Read a table with a header line.

    The target column is a set of classes if it holds words, or at most 20 different integers; else it is real. All
    other columns must be numbers.

    Args:
        path: The file, UTF-8.
        target: Name of the target column; the last one when None.

    Returns:
        The data set; its features are named as the columns.

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
    header, rows = _rows(path)
    if target is not None and target not in header:
        raise _unknown_column(path, target, header)
    place = header.index(target) if target is not None else len(header) - 1
    columns = [k for k in range(len(header)) if k != place]
    x = np.empty((len(rows), len(columns)), np.float64)
    for row, (line, cells) in enumerate(rows):
        for k, column in enumerate(columns):
            x[row, k] = _number(path, line, header[column], cells[column])
    y = _targets(path, header[place], [(line, cells[place]) for line, cells in rows])
    data = from_arrays(x, y, name=path.stem)
    return Dataset(data.x, data.y, data.classes, tuple(header[k] for k in columns), path.stem)


def _rows(path: Path) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Header and rows, each with its line number; empty lines are left out."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            lines = [(reader.line_num, cells) for cells in reader if cells]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DataError(
            f"{path}: cannot be read as CSV", given=str(error), expected="UTF-8 text, comma-separated"
        ) from error
    if len(lines) < 2:
        raise DataError(
            f"{path}: holds no data", given=f"{len(lines)} lines", expected="a header line and at least one row"
        )
    header = [name.strip() for name in lines[0][1]]
    if len(set(header)) < len(header):
        twice = next(n for n in header if header.count(n) > 1)
        raise DataError(f"{path}: two columns have one name", given=repr(twice), at=f"{path.name}:1")
    for line, cells in lines[1:]:
        if len(cells) != len(header):
            raise DataError(
                f"{path}: line {line} has another number of columns",
                given=f"{len(cells)} entries",
                expected=f"{len(header)}, as in the header",
                at=f"{path.name}:{line}",
            )
    if len(header) < 2:
        raise DataError(f"{path}: needs a target and at least one more column", given=f"columns {header}")
    return header, lines[1:]


def _unknown_column(path: Path, target: str, header: Sequence[str]) -> DataError:
    lines = str(unknown("column", target, header)).splitlines()
    hint = next((line.split(maxsplit=1)[1] for line in lines if line.strip().startswith("try")), None)
    return DataError(f"{path}: no column is named {target}", given=target, expected=", ".join(header), hint=hint)


def _number(path: Path, line: int, column: str, text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not np.isfinite(value):
        raise DataError(
            f"{path}: line {line}, column {column}: not a finite number",
            given=repr(text),
            expected="a number",
            at=f"{path.name}:{line}",
            hint=f"if {column} is the target, say so: --target {column}",
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
    try:
        numbers = np.array([float(word) for word in words])
    except ValueError:
        return np.array(words)
    if np.isfinite(numbers).all() and (numbers == numbers.round()).all() and len(np.unique(numbers)) <= _FEW:
        return numbers.astype(np.int64)
    return np.array([_number(path, line, column, text) for line, text in entries])


def read_npz(path: str | Path, target: str | None = None) -> Dataset:
    """Read an archive with the arrays `x` and `y`.

    Args:
        path: The file.
        target: Name of the array of targets; `y` when None. The other one is `x`, or the only one left.

    Returns:
        The data set.

    Raises:
        DataError: The file is no archive of arrays, or an array is missing.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     np.savez(Path(folder) / "a.npz", x=np.zeros((2, 3)), y=[0, 1])
        ...     len(read_npz(Path(folder) / "a.npz"))
        2
    """
    path = Path(path)
    arrays = _load(path)
    if not isinstance(arrays, dict):
        raise DataError(f"{path}: is no .npz archive", given="a single array", expected="arrays x and y")
    wanted = target or "y"
    rest = [n for n in arrays if n != wanted]
    samples = "x" if "x" in rest else rest[0] if len(rest) == 1 else None
    if wanted not in arrays or samples is None:
        raise DataError(
            f"{path}: needs an array of samples and one of targets",
            given=f"arrays {', '.join(arrays) or 'none'}",
            expected=f"x and {wanted}",
            hint="np.savez(path, x=samples, y=targets)",
        )
    return from_arrays(arrays[samples], arrays[wanted], name=path.stem)


def read_npy(path: str | Path, target: str | None = None) -> Dataset:
    """Read one matrix whose last column is a real target.

    Args:
        path: The file.
        target: Has no meaning here: the columns have no names.

    Returns:
        The data set.

    Raises:
        DataError: The file holds no matrix, or a target is named.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     np.save(Path(folder) / "a.npy", np.zeros((2, 3)))
        ...     read_npy(Path(folder) / "a.npy").inputs
        2
    """
    path = Path(path)
    array = _load(path)
    if target is not None:
        raise DataError(
            f"{path}: columns of a .npy file have no names", given=f"target {target}", hint="use .npz or .csv"
        )
    if isinstance(array, dict) or array.ndim != 2 or array.shape[1] < 2:
        given = "an archive" if isinstance(array, dict) else f"shape {array.shape}"
        raise DataError(f"{path}: needs a matrix", given=given, expected="(samples, features + 1)")
    return from_arrays(array[:, :-1], np.asarray(array[:, -1], np.float64), name=path.stem)


def _load(path: Path) -> Any:
    """An array, or the arrays of an archive by name. Objects are refused: reading them would run code."""
    try:
        found = np.load(path, allow_pickle=False)
        return found if isinstance(found, np.ndarray) else {name: found[name] for name in found.files}
    except (OSError, ValueError, EOFError, zipfile.BadZipFile) as error:
        raise DataError(
            f"{path}: cannot be read as NumPy arrays", given=str(error), expected="np.save or np.savez"
        ) from error
