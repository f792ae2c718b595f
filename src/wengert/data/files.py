"""Data from one file: its ending says how it is read.

Knows endings. The readers know the formats.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from wengert.data.csv_files import read_csv
from wengert.data.dataset import Dataset
from wengert.data.numpy_files import read_npy, read_npz
from wengert.data.table_files import read_table
from wengert.data.text import read_text
from wengert.errors import DataError, unknown

READERS: dict[str, Callable[..., Dataset]] = {
    ".csv": read_csv,
    ".npz": read_npz,
    ".npy": read_npy,
    ".parquet": read_table,
    ".arrow": read_table,
    ".feather": read_table,
    ".txt": read_text,
}


def read(path: str | Path, target: str | None = None, **options: Any) -> Dataset:
    """Read a data set; the ending of the name says how.

    Args:
        path: `.csv`, `.parquet`, `.arrow`, `.feather`, `.npz`, `.npy` or `.txt`.
        target: The column, or the array of the archive, that holds the targets; the last column, or `y`, when None.
        options: Those of the reader, such as `fill=0.0` or `categorical=["colour"]` for a table.

    Returns:
        The data set.

    Raises:
        DataError: The file is missing, its ending unknown, or its content malformed.
        ArgumentError: The reader has no such option.

    Example:
        >>> read("missing.csv")
        Traceback (most recent call last):
        ...
        wengert.errors.DataError: missing.csv: there is no such file...
    """
    path = Path(path)
    if not path.is_file():
        raise DataError(f"{path}: there is no such file", given=str(path), hint=f"the current folder is {Path.cwd()}")
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise DataError(
            f"{path}: no reader for this ending", given=path.suffix or "no ending", expected=", ".join(READERS)
        )
    return called(str(path), reader, options, path, target)


def called(name: str, reader: Callable[..., Any], options: Mapping[str, Any], *args: Any) -> Any:
    """What a reader gives for `args` and `options`.

    Args:
        name: What is read, for messages.
        reader: The reader.
        options: Its options by name.
        args: What comes before them.

    Returns:
        What the reader returns.

    Raises:
        ArgumentError: The reader has no such option.

    Example:
        >>> called("numbers", lambda n, step=1: list(range(0, n, step)), {"step": 2}, 5)
        [0, 2, 4]
    """
    known = list(inspect.signature(reader).parameters)[len(args) :]
    wrong = next((option for option in options if option not in known), None)
    if wrong is not None:
        raise unknown(f"option of {name}", wrong, known)
    return reader(*args, **options)
