"""Alike: other data in the terms of those that a model was trained on, with its columns and its classes.

Knows columns, shapes and classes by name. Knows no model.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from wengert.data.csv_files import unknown_column
from wengert.data.dataset import Dataset
from wengert.data.sources import stream, streamable
from wengert.data.stream import Chunk, Stream
from wengert.data.table_files import TABLES, columns_of, names_of, reader_of, samples_of, stream_table
from wengert.errors import DataError


def stream_in(
    source: str | Path,
    target: str | None,
    classes: tuple[str, ...],
    features: Sequence[str] = (),
    chunk_size: int = 4096,
) -> Stream:
    """A source as a stream whose classes, and columns if it is a table, are known by name.

    Args:
        source: As for `stream`.
        target: Which column or array holds the targets.
        classes: Names of the classes; an index stands for their order. Empty for real targets.
        features: Names of the columns to learn from, in order; without names, all but the target are read as they come.
        chunk_size: Samples in a chunk.

    Returns:
        The stream.

    Raises:
        DataError: A column is missing, the targets are no classes, or (while reading a table) one is unknown.

    Example:
        >>> stream_in("iris", None, ("virginica", "versicolor", "setosa")).take(1).load().y.tolist()
        [2]
    """
    path = Path(source)
    if path.suffix.lower() in TABLES and streamable(source):
        reader_of(path)
        columns = _columns(path, target, features)
        return stream_table(path, target, columns, chunk_size=chunk_size, classes=classes)
    found = stream(source, target, chunk_size)
    if classes and not found.classes:
        raise _other_kind(found, "classes")
    return _renamed(found, classes)


def samples_in(
    source: str | Path, target: str | None, features: Sequence[str] = (), chunk_size: int = 4096
) -> Iterator[np.ndarray]:
    r"""The samples of a source, chunk by chunk, for a model to be asked about.

    Args:
        source: As for `stream`.
        target: Which column or array holds targets, which are left out.
        features: Names of the columns to ask about, in order: a table needs no target then. Without names, all columns
            but the target are read as they come.
        chunk_size: Samples in a chunk.

    Returns:
        Arrays, (k, *s).

    Raises:
        DataError: The source cannot be read, a column is missing, or there are no samples.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = Path(folder) / "new.csv"
        ...     _ = path.write_text("b,a\n1,2\n")
        ...     [x.tolist() for x in samples_in(path, None, ("a", "b"))]
        [[[2.0, 1.0]]]
    """
    path = Path(source)
    if not features or path.suffix.lower() not in TABLES or not streamable(source):
        return (x for x, _ in stream(source, target, chunk_size))
    reader_of(path)
    header = names_of(path)
    columns = _named(header, features)
    unknown = next((name for name in columns if name not in header), None)
    if unknown is not None:
        raise unknown_column(path, unknown, header)
    return samples_of(path, columns, chunk_size)


def stream_alike(source: str | Path, target: str | None, like: Dataset | Stream, chunk_size: int = 4096) -> Stream:
    """A source as a stream that fits other data: to be judged by the model that they train.

    Args:
        source: As for `stream`. Of a table the columns of `like` are read, found by their names.
        target: Which column or array holds the targets.
        like: The data it must fit: names of columns and classes, sizes of samples and targets count.
        chunk_size: Samples in a chunk.

    Returns:
        The stream; an index of a class stands for the class of `like`.

    Raises:
        DataError: A column is missing, samples or targets have another shape or kind, or (while reading a table) a
            class is not among those of `like`.

    Example:
        >>> from wengert.data import iris
        >>> stream_alike("iris", None, iris()).classes
        ('setosa', 'versicolor', 'virginica')
    """
    found = stream_in(source, target, like.classes, like.features, chunk_size)
    shapes: tuple[Any, Any] = (
        (like.x.shape[1:], like.y.shape[1:]) if isinstance(like, Dataset) else (like.shape, like.target_shape)
    )
    for what, given, expected in zip(("samples", "targets"), (found.shape, found.target_shape), shapes, strict=True):
        if given != expected:
            raise DataError(
                f"{found.name}: {what} of another shape than those that are trained on",
                given=f"{given}",
                expected=f"{expected}",
            )
    if found.classes and not like.classes:
        raise _other_kind(found, "numbers")
    return found


def _columns(path: Path, target: str | None, features: Sequence[str]) -> list[str] | None:
    """The columns whose names are those of the features; `column[k]` stands for a column of lists."""
    if not features:
        return None
    place, _ = columns_of(path, target, None)
    return _named([name for name in names_of(path) if name != place], features)


def _named(header: Sequence[str], features: Sequence[str]) -> list[str]:
    columns = (name if name in header else re.sub(r"\[\d+\]$", "", name) for name in features)
    return list(dict.fromkeys(columns))


def _renamed(found: Stream, classes: tuple[str, ...]) -> Stream:
    """The stream with the indices of other classes."""
    if found.classes == classes or not found.classes or not classes:
        return found
    places = _places(found.classes, classes, found.name)

    def change(x: np.ndarray, y: np.ndarray) -> Chunk:
        return x, places[y]

    return replace(found, read=lambda: (change(x, y) for x, y in found), classes=classes)


def _places(found: Sequence[str], classes: Sequence[str], name: str) -> np.ndarray:
    unknown = [word for word in found if word not in classes]
    if unknown:
        raise DataError(
            f"{name}: a class was never trained on",
            given=", ".join(unknown[:8]),
            expected=", ".join(classes[:8]),
            hint="leave its samples out, or train on some",
        )
    return np.array([classes.index(word) for word in found], np.int32)


def _other_kind(found: Stream, expected: str) -> DataError:
    return DataError(
        f"{found.name}: targets of another kind than those that are trained on",
        given="classes" if found.classes else "numbers",
        expected=expected,
    )
