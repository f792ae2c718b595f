"""Record batches of Arrow as arrays: which columns are samples, which is the target, what is a class.

Knows Arrow's types. Opens no file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from wengert.data.csv_files import FEW
from wengert.data.stream import Chunk
from wengert.errors import DataError


@dataclass(frozen=True)
class Words:
    """The different values of a column, in order; an index into them stands for a value.

    Args:
        values: Numbers or strings, and the index of each.
        names: What people call them, in the order of the indices.

    Example:
        >>> Words({0.0: 0, 1.0: 1}, ("no", "yes")).place("1")
        1
    """

    values: Mapping[Any, int]
    names: tuple[str, ...]

    def place(self, value: Any) -> int:
        """The index of a value; -1 for one that is not among them."""
        if not all(isinstance(known, float) for known in self.values):
            return self.values.get(str(value).strip(), -1)
        try:
            return self.values.get(float(value), -1)
        except (TypeError, ValueError):
            return -1


@dataclass(frozen=True)
class Layout:
    """How a record batch becomes samples and targets.

    Args:
        path: The file, for messages.
        target: The target column.
        inputs: The columns to learn from, in order.
        classes: The values of the target; None where it is real.
        categories: The values of each categorical column.
        fill: The number for missing entries; an error when None.

    Example:
        >>> import pyarrow
        >>> layout = Layout(Path("a.parquet"), "y", ("a", "b"), None, {}, 0.0)
        >>> x, y = layout.chunk(pyarrow.record_batch({"a": [1, 2], "b": [3, None], "y": [0.5, 1.5]}))
        >>> x.tolist(), y.tolist()
        ([[1.0, 3.0], [2.0, 0.0]], [[0.5], [1.5]])
    """

    path: Path
    target: str
    inputs: tuple[str, ...]
    classes: Words | None
    categories: Mapping[str, Words]
    fill: float | None

    def chunk(self, batch: Any, first: int = 0) -> Chunk:
        """Samples (k, features), float32, and targets: int32 (k,) or float32 (k, t).

        Args:
            batch: A record batch of k rows.
            first: The number of its first row, for messages.

        Raises:
            DataError: An entry is missing, not finite, or of no known class; a list has another length.
        """
        x, column = self.samples(batch, first), batch.column(self.target)
        if self.classes is not None:
            return x, self._indices(column, self.target, self.classes, first)
        return x, self._numbers(column, self.target, first, None).astype(np.float32)

    def samples(self, batch: Any, first: int = 0) -> np.ndarray:
        """The samples alone. For arguments and errors see `chunk`."""
        return np.concatenate([self._block(batch, name, first) for name in self.inputs], axis=1, dtype=np.float32)

    def features(self, batch: Any) -> tuple[str, ...]:
        """Names of the columns of the samples: `column=word` for categorical ones, `column[k]` for lists."""
        names: list[str] = []
        for name in self.inputs:
            if name in self.categories:
                names += [f"{name}={word}" for word in self.categories[name].names]
                continue
            width = self._numbers(batch.column(name), name, 0, 0.0).shape[1]
            names += [name] if not _is_list(batch.column(name).type) else [f"{name}[{k}]" for k in range(width)]
        return tuple(names)

    def _block(self, batch: Any, name: str, first: int) -> np.ndarray:
        column = batch.column(name)
        if name in self.categories:
            words = self.categories[name]
            return np.eye(len(words.names), dtype=np.float32)[self._indices(column, name, words, first)]
        return self._numbers(column, name, first, self.fill)

    def _numbers(self, column: Any, name: str, first: int, fill: float | None) -> np.ndarray:
        """A column of numbers as (rows, 1), of lists as (rows, length)."""
        count = len(column)
        if _is_list(column.type):
            lengths = column.value_lengths().to_numpy(zero_copy_only=False)
            wrong = np.flatnonzero(lengths != lengths[0])  # a missing list has length nan, which equals nothing
            if wrong.size:
                raise self._error(first + wrong[0], name, "a list of another length", lengths[wrong[0]], lengths[0])
            column = column.flatten()
        if not _is_number(column.type):
            raise DataError(
                f"{self.path}: column {name} holds no numbers",
                given=f"type {column.type}",
                expected="numbers, or lists of numbers of one length",
                hint=f"categorical=['{name}'] for words, or columns=[...] without it",
            )
        values = column.to_numpy(zero_copy_only=False).astype(np.float64)
        if fill is not None:
            values = np.where(np.isnan(values), fill, values)
        wrong = np.flatnonzero(~np.isfinite(values) & ~(np.isnan(values) & (fill is not None and np.isnan(fill))))
        if wrong.size:
            width = max(1, len(values) // max(1, count))
            raise self._error(first + wrong[0] // width, name, "not a finite number", values[wrong[0]], "a number")
        return values.reshape(count, -1)

    def _indices(self, column: Any, name: str, words: Words, first: int) -> np.ndarray:
        encoded = column if hasattr(column, "dictionary") else column.dictionary_encode()
        places = [words.place(value) for value in encoded.dictionary.to_pylist()]
        indices = np.array([*places, -1], np.int32)[encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False)]
        wrong = np.flatnonzero(indices < 0)
        if wrong.size:
            given = column[int(wrong[0])].as_py()
            raise self._error(first + wrong[0], name, "names no class", repr(given), ", ".join(words.names[:8]))
        return indices

    def _error(self, row: Any, column: str, what: str, given: Any, expected: Any) -> DataError:
        hint = "fill=0.0 puts a number into gaps" if str(given) == "nan" else None
        return DataError(
            f"{self.path}: row {int(row)}, column {column}: {what}",
            given=given,
            expected=expected,
            at=f"{self.path.name}, row {int(row)}",
            hint=hint,
        )


def words_named(names: Sequence[str]) -> Words:
    """The values that names of classes stand for: numbers where all of them spell numbers, words elsewhere.

    Args:
        names: As `words_of` gave them, or a saved model has them; their order is that of the indices.

    Returns:
        The values.

    Example:
        >>> words_named(["3", "5"]).place(5), words_named(["no", "yes"]).place("yes ")
        (1, 1)
    """
    numbers = _numbers(names)
    if numbers is None or len(np.unique(numbers[np.isfinite(numbers)])) < len(names):
        return Words({name: k for k, name in enumerate(names)}, tuple(names))
    return Words({float(v): k for k, v in enumerate(numbers)}, tuple(names))


def words_of(columns: Iterable[Any], always: bool) -> Words | None:
    """The different values of a column that is read piece by piece; None where it holds real numbers.

    Words, booleans, and integers of at most 20 different values are classes. Reading ends as soon as that is settled.

    Args:
        columns: Arrow arrays, the pieces of the column.
        always: Whether integers are classes however many there are.

    Returns:
        The values.

    Example:
        >>> import pyarrow
        >>> words_of([pyarrow.array(["b", "a"]), pyarrow.array(["b"])], always=False).names
        ('a', 'b')
    """
    found: set[Any] = set()
    for column in columns:
        if _is_list(column.type) or (_is_floating(column.type) and not always):
            return None
        found.update(v.strip() if isinstance(v, str) else v for v in column.unique().to_pylist() if v is not None)
        if not always and len(found) > FEW and _numbers(found) is not None:
            return None
    numbers = _numbers(found)
    if numbers is None or (always and any(isinstance(v, str) for v in found)):
        names = tuple(sorted(str(v) for v in found))
        return Words({name: k for k, name in enumerate(names)}, names)
    if not always and (len(np.unique(numbers)) > FEW or (numbers != numbers.round()).any()):
        return None
    if found <= {False, True} and all(isinstance(v, bool) for v in found):
        return Words({0.0: 0, 1.0: 1}, ("False", "True"))
    values = [float(v) for v in np.unique(numbers)]
    return Words({v: k for k, v in enumerate(values)}, tuple(str(int(v)) for v in values))


def _numbers(values: Iterable[Any]) -> np.ndarray | None:
    try:
        return np.array([float(v) for v in values])
    except (ValueError, TypeError):
        return None


def is_text(kind: Any) -> bool:
    """Whether a type of Arrow is text, or a dictionary of it.

    Example:
        >>> import pyarrow
        >>> is_text(pyarrow.string()), is_text(pyarrow.int8())
        (True, False)
    """
    from pyarrow import types

    kind = kind.value_type if types.is_dictionary(kind) else kind
    return types.is_string(kind) or types.is_large_string(kind)


def _is_number(kind: Any) -> bool:
    from pyarrow import types

    return types.is_integer(kind) or types.is_floating(kind) or types.is_boolean(kind) or types.is_null(kind)


def _is_floating(kind: Any) -> bool:
    from pyarrow import types

    return types.is_floating(kind)


def _is_list(kind: Any) -> bool:
    from pyarrow import types

    return types.is_list(kind) or types.is_large_list(kind) or types.is_fixed_size_list(kind)
