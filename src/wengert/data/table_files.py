"""Tables on disk, read in record batches: Parquet, Arrow, Feather and CSV.

Knows how to open a file, which columns to ask it for, and when to close it. What a batch means is said by `records`.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any

from wengert.data.csv_files import GAPS, chosen, lines, number
from wengert.data.dataset import Dataset
from wengert.data.records import Layout, Words, is_text, words_named, words_of
from wengert.data.stream import Chunk, Stream, closed, positive
from wengert.errors import DataError

Batches = Iterator[Any]

_BLOCK = 1 << 16  # rows looked at together where only the different values of a column are wanted


def stream_table(
    path: str | Path,
    target: str | None = None,
    columns: Sequence[str] | None = None,
    categorical: Sequence[str] = (),
    fill: float | None = None,
    chunk_size: int = 4096,
    classes: Sequence[str] | None = None,
) -> Stream:
    """A table that need not fit in memory: read in record batches, and only the columns that are needed.

    The values of class targets and of categorical columns are found in one pass over these columns alone, unless they
    are given. Floating targets are real; so is a CSV target with more than 20 different numbers.

    Args:
        path: `.parquet`, `.arrow`, `.feather` or `.csv`.
        target: Name of the target column; the last one when None.
        columns: Names of the columns to learn from, in this order; all others when None. A column of lists of one
            length gives as many features.
        categorical: Columns of words: each becomes one column for each word.
        fill: The number for missing entries; an error when None. With `nan` the gaps stay, for a `Filler`.
        chunk_size: Samples in a chunk.
        classes: Names of the classes, where they are known from other data: a target that is none of them is an
            error. No names say that targets are real. When None, the file decides.

    Returns:
        The stream. Memory: a row group of Parquet, decoded column by column; a record batch of Arrow, mapped; a
        block of CSV, 1 MiB.

    Raises:
        DataError: The file cannot be read, a column is missing or of a kind that has no numbers; while reading, an
            entry is malformed or of no known class: the message names row (line, for CSV) and column.

    Example:
        >>> import tempfile, pyarrow, pyarrow.parquet
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = Path(folder) / "a.parquet"
        ...     pyarrow.parquet.write_table(pyarrow.table({"a": [1, 2, 3], "kind": ["u", "v", "u"]}), path)
        ...     stream = stream_table(path, chunk_size=2)
        ...     print(stream.classes, [y.tolist() for x, y in stream])
        ('u', 'v') [[0, 1], [0]]
    """
    path = Path(path)
    positive("stream_table", "chunk_size", chunk_size)
    reader = reader_of(path)
    with guarded(path):
        place, inputs = columns_of(path, target, columns)
        found = {name: _distinct(path, reader, name, True) for name in inputs if name in categorical}
        words = _distinct(path, reader, place, False) if classes is None else words_named(classes) if classes else None
        length = rows_of(path)
    layout = Layout(path, place, tuple(inputs), words, {n: w for n, w in found.items() if w}, fill)
    return of_layout(layout, chunk_size, length)


def of_layout(layout: Layout, chunk_size: int, length: int | None) -> Stream:
    r"""The stream of a table that was looked at already.

    Args:
        layout: How record batches become samples.
        chunk_size: Samples in a chunk.
        length: Rows in all, where they are known.

    Returns:
        The stream.

    Raises:
        DataError: The table has no rows, or the first of them cannot be used.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = Path(folder) / "a.csv"
        ...     _ = path.write_text("a,b\n1,2\n")
        ...     of_layout(Layout(path, "b", ("a",), None, {}, None), 8, None).load().y.tolist()
        [[2.0]]
    """
    path, place, reader = layout.path, layout.target, reader_of(layout.path)
    text = [*layout.categories, *([place] if layout.classes is not None else [])]

    def batches() -> Batches:
        return reader(path, [*layout.inputs, place], chunk_size, text)

    with guarded(path, layout), closed(source := batches()):
        first = next(source, None)
        if first is None:
            raise DataError(f"{path}: holds no data", given="no rows", expected="at least one")
        x, y = layout.chunk(first)
    return Stream(
        read=lambda: _chunks(layout, batches()),
        shape=x.shape[1:],
        target_shape=y.shape[1:],
        classes=() if layout.classes is None else layout.classes.names,
        features=layout.features(first),
        name=path.stem,
        length=length,
    )


def samples_of(path: Path, columns: Sequence[str], chunk_size: int = 4096) -> Iterator[Any]:
    """The samples of a table whose targets nobody asks for, chunk by chunk.

    Args:
        path: The file.
        columns: Names of the columns, in order.
        chunk_size: Samples in a chunk.

    Yields:
        Samples, float32 (k, features).

    Raises:
        DataError: An entry is malformed, or there are no rows.
    """
    layout = Layout(path, "", tuple(columns), None, {}, None)
    row = 0
    with guarded(path, layout), closed(batches := reader_of(path)(path, list(columns), chunk_size, [])):
        for batch in batches:
            x = layout.samples(batch, row)
            row += len(x)
            if len(x):
                yield x
    if not row:
        raise DataError(f"{path}: holds no data", given="no rows", expected="at least one")


def read_table(
    path: str | Path,
    target: str | None = None,
    columns: Sequence[str] | None = None,
    categorical: Sequence[str] = (),
    fill: float | None = None,
) -> Dataset:
    """A Parquet, Arrow or Feather file in memory. For arguments and errors see `stream_table`.

    Args:
        path: The file.
        target: Name of the target column; the last one when None.
        columns: Names of the columns to learn from; all others when None.
        categorical: Columns of words.
        fill: The number for missing entries.

    Returns:
        The data set.

    Raises:
        DataError: The file cannot be read as such a table.

    Example:
        >>> import tempfile, pyarrow, pyarrow.feather
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = Path(folder) / "a.feather"
        ...     pyarrow.feather.write_feather(pyarrow.table({"a": [1.0, 2.0], "b": [0.5, 1.5]}), path)
        ...     read_table(path).task
        'regression'
    """
    return stream_table(path, target, columns, categorical, fill, chunk_size=1 << 16).load()


def reader_of(path: Path) -> Callable[..., Batches]:
    """What opens a table: called with the path, columns, rows in a batch, and which columns are read as text.

    Raises:
        DataError: There is no such file, or it is no table.

    Example:
        >>> reader_of(Path("missing.csv"))
        Traceback (most recent call last):
        ...
        wengert.errors.DataError: missing.csv: there is no such file...
    """
    if not path.is_file():
        raise DataError(f"{path}: there is no such file", given=str(path), hint=f"the current folder is {Path.cwd()}")
    reader = TABLES.get(path.suffix.lower())
    if reader is None:
        raise DataError(f"{path}: no table has this ending", given=path.suffix or "none", expected=", ".join(TABLES))
    return reader


def _chunks(layout: Layout, batches: Batches) -> Iterator[Chunk]:
    row = 0
    with closed(batches):
        while True:
            with guarded(layout.path, layout):
                batch = next(batches, None)
                if batch is None:
                    return
                chunk = layout.chunk(batch, row)
            yield chunk
            row += batch.num_rows


def columns_of(path: Path, target: str | None, columns: Sequence[str] | None) -> tuple[str, list[str]]:
    r"""The target column of a table and those to learn from.

    Args:
        path: The file.
        target: The target column; the last one when None.
        columns: Those to learn from; all others when None.

    Raises:
        DataError: A column is missing, or there is nothing to learn from.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = Path(folder) / "a.csv"
        ...     _ = path.write_text("a,b,c\n")
        ...     columns_of(path, "b", None)
        ('b', ['a', 'c'])
    """
    names = names_of(path)
    place, inputs = chosen(path, names, target, columns)
    return names[place], [names[k] for k in inputs]


def _distinct(path: Path, reader: Callable[..., Batches], name: str, always: bool) -> Words | None:
    """The values of one column, read alone; None where it is a real target."""
    with closed(batches := reader(path, [name], _BLOCK, [name])):
        pieces = (batch.column(name) for batch in batches)
        first = next(pieces, None)
        if first is None:
            return None
        return words_of(chain([first], pieces), always or spells_words(path, first))


def spells_words(path: Path, column: Any) -> bool:
    """Whether the text of a column is words even where it spells numbers: Arrow's own is, in CSV all is text.

    Example:
        >>> import pyarrow
        >>> [spells_words(Path(name), pyarrow.array(["1", "2"])) for name in ("a.csv", "a.parquet")]
        [False, True]
    """
    return path.suffix.lower() != ".csv" and is_text(column.type)


def _parquet(path: Path, columns: Sequence[str], size: int, text: Sequence[str]) -> Batches:
    from pyarrow import parquet

    # A buffer that is filled ahead of need keeps every row group until the end of the pass.
    with parquet.ParquetFile(path, pre_buffer=False) as file:
        yield from file.iter_batches(size, columns=list(columns))


def _arrow(path: Path, columns: Sequence[str], size: int, text: Sequence[str]) -> Batches:
    import pyarrow
    from pyarrow import ipc

    with pyarrow.memory_map(str(path)) as source:
        try:
            file = ipc.open_file(source)
            batches = map(file.get_batch, range(file.num_record_batches))
        except pyarrow.ArrowInvalid:  # the other layout, without a table of contents at its end
            source.seek(0)
            batches = iter(ipc.open_stream(source))
        for batch in batches:
            part = batch.select(list(columns))
            yield from (part.slice(start, size) for start in range(0, part.num_rows, size))


def _csv(path: Path, columns: Sequence[str], size: int, text: Sequence[str]) -> Batches:
    import pyarrow
    from pyarrow import csv

    kinds = {name: pyarrow.string() if name in text else pyarrow.float64() for name in columns}
    header = next(lines(path))[1]
    options = csv.ConvertOptions(column_types=kinds, include_columns=list(columns), null_values=sorted(GAPS))
    reading, parsing = csv.ReadOptions(column_names=header, skip_rows=1), csv.ParseOptions(newlines_in_values=True)
    with csv.open_csv(path, reading, parsing, options) as file:
        for batch in file:
            yield from (batch.slice(start, size) for start in range(0, batch.num_rows, size))


TABLES: dict[str, Callable[..., Batches]] = {
    ".csv": _csv,
    ".parquet": _parquet,
    ".arrow": _arrow,
    ".feather": _arrow,
}


def names_of(path: Path) -> list[str]:
    """The names of the columns of a table.

    Raises:
        DataError: The file is empty.
    """
    import pyarrow
    from pyarrow import ipc, parquet

    ending = path.suffix.lower()
    if ending == ".csv":
        first = next(lines(path), None)
        if first is None:
            raise DataError(f"{path}: holds no data", given="an empty file", expected="a header line and rows")
        return first[1]
    if ending == ".parquet":
        return list(parquet.read_schema(path).names)
    with pyarrow.memory_map(str(path)) as source:
        try:
            return list(ipc.open_file(source).schema.names)
        except pyarrow.ArrowInvalid:
            source.seek(0)
            return list(ipc.open_stream(source).schema.names)


def rows_of(path: Path) -> int | None:
    """Rows in all, where the file says so without being read."""
    import pyarrow
    from pyarrow import dataset, parquet

    if path.suffix.lower() == ".parquet":
        return int(parquet.read_metadata(path).num_rows)
    if path.suffix.lower() == ".csv":
        return None
    try:
        return int(dataset.dataset(path, format="ipc").count_rows())
    except pyarrow.ArrowInvalid:
        return None


@contextmanager
def guarded(path: Path, layout: Layout | None = None) -> Generator[None]:
    """What fails in the block fails as one of our errors; for CSV with the line that is at fault."""
    import pyarrow

    try:
        yield
    except (DataError, pyarrow.ArrowException, OSError) as error:
        if path.suffix.lower() == ".csv":
            _find_fault(path, layout)
        if isinstance(error, DataError):
            raise
        raise DataError(
            f"{path}: cannot be read as {path.suffix[1:]}",
            given=str(error),
            expected="a whole file of that format",
            at=path.name,
        ) from error


def _find_fault(path: Path, layout: Layout | None) -> None:
    """Read a CSV file with care up to what cannot be used, and raise the error that names its line."""
    rows = lines(path)
    _, header = next(rows, (0, []))
    for line, cells in rows:
        for name, text in zip(header, cells, strict=True):
            if layout is None:
                continue
            numeric = name in layout.inputs and name not in layout.categories
            if numeric or (name == layout.target and layout.classes is None):
                number(path, line, name, text, layout.fill if numeric else None)
