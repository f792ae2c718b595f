"""Tables on disk: the same samples from every format, a chunk at a time, and files closed whatever happens."""

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.feather
import pyarrow.parquet
import pytest

from wengert.data import read_table, stream_table
from wengert.errors import ArgumentError, DataError

ROWS = 1000
RNG = np.random.default_rng(0)
TABLE = pa.table(
    {
        "a": RNG.normal(size=ROWS).round(3),
        "colour": RNG.choice(["red", "green", "blue"], ROWS),
        "b": np.arange(ROWS),
        "kind": np.array(["u", "v", "w"])[np.arange(ROWS) % 3],
        "price": RNG.normal(size=ROWS).round(3),
    }
)


def stream_format(table, path):
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table, max_chunksize=300)


def file_format(table, path):
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table, max_chunksize=300)


WRITERS = {
    "t.csv": pa.csv.write_csv,
    "t.parquet": lambda table, path: pa.parquet.write_table(table, path, row_group_size=300),
    "t.feather": pa.feather.write_feather,
    "t.arrow": file_format,
    "stream.arrow": stream_format,
}


@pytest.fixture(params=WRITERS)
def path(request, tmp_path):
    WRITERS[request.param](TABLE, tmp_path / request.param)
    return tmp_path / request.param


def test_every_format_gives_the_same_samples(path):
    options = {"target": "kind", "columns": ["b", "colour"], "categorical": ["colour"]}
    stream = stream_table(path, **options, chunk_size=128)
    x = np.concatenate([x for x, _ in stream])
    np.testing.assert_array_equal(x[:, 0], np.arange(ROWS))
    np.testing.assert_array_equal(x[:, 1] == 1, np.array(TABLE["colour"]) == "blue")
    assert stream.features == ("b", "colour=blue", "colour=green", "colour=red")
    assert stream.classes == ("u", "v", "w")
    assert np.concatenate([y for _, y in stream]).tolist() == [k % 3 for k in range(ROWS)]
    assert max(len(x) for x, _ in stream) <= 128
    assert stream.length == (None if path.name in ("t.csv", "stream.arrow") else ROWS)


def test_real_targets(path):
    stream = stream_table(path, columns=["a"])
    assert (stream.task, stream.target_shape) == ("regression", (1,))
    y = np.concatenate([y for _, y in stream])[:, 0]
    np.testing.assert_allclose(y, np.array(TABLE["price"]), rtol=1e-6)


@pytest.mark.parametrize("name", ["t.parquet", "t.arrow", "t.feather"])
def test_reading_it_all(tmp_path, name):
    WRITERS[name](TABLE, tmp_path / name)
    data = read_table(tmp_path / name, "price", categorical=["colour", "kind"])
    assert data.x.shape == (ROWS, 8)
    assert data.features[:3] == ("a", "colour=blue", "colour=green")


def test_only_the_columns_that_are_needed_are_asked_for(tmp_path, monkeypatch):
    pa.parquet.write_table(TABLE, tmp_path / "t.parquet")
    asked = []
    real = pa.parquet.ParquetFile.iter_batches
    monkeypatch.setattr(
        pa.parquet.ParquetFile,
        "iter_batches",
        lambda self, size, columns: (asked.append(columns), real(self, size, columns=columns))[1],
    )
    list(stream_table(tmp_path / "t.parquet", "kind", columns=["b"]))
    assert asked == [["kind"], ["b", "kind"], ["b", "kind"]]


def test_one_row_group_at_a_time_is_held(tmp_path):
    size, groups = 50_000, 16
    table = pa.table({"a": np.arange(size * groups, dtype=np.float64), "y": np.zeros(size * groups)})
    pa.parquet.write_table(table, tmp_path / "t.parquet", row_group_size=size, use_dictionary=False)
    del table
    before, most, count = pa.total_allocated_bytes(), 0, 0
    for x, _ in stream_table(tmp_path / "t.parquet", chunk_size=1000):
        most, count = max(most, pa.total_allocated_bytes() - before), count + len(x)
    assert count == size * groups
    assert most < 0.4 * 16 * size * groups  # of the bytes of the whole table


@pytest.mark.parametrize("name", WRITERS)
def test_a_pass_that_ends_early_leaves_no_file_open(tmp_path, name):
    WRITERS[name](TABLE, tmp_path / name)
    chunks = iter(stream_table(tmp_path / name, "price", columns=["a"], chunk_size=10))
    next(chunks)
    chunks.close()
    (tmp_path / name).unlink()
    open_files = [p.resolve() for p in (tmp_path / "/proc/self/fd").glob("*") if p.exists()]
    assert (tmp_path / name) not in open_files


@pytest.mark.parametrize(
    ("content", "options", "says"),
    [
        ("a,y\n1,0.5\nx,1.5\n", {}, r"line 3, column a: not a finite number(.|\n)*t.csv:3"),
        ("a,y\n1,0.5\n,1.5\n", {}, "line 3, column a: not a finite number"),
        ("a,y\n1,0.5\n2,inf\n", {}, "line 3, column y: not a finite number"),
        ("a,y\n1,0.5\n1,2,3\n", {}, "line 3 has another number of columns"),
        ("a,y\n", {}, "holds no data"),
        ("", {}, "holds no data"),
        ("a,y\n1,2\n", {"target": "z"}, "no column is named z"),
    ],
)
def test_csv_errors_name_the_line(tmp_path, content, options, says):
    path = tmp_path / "t.csv"
    path.write_text(content)
    with pytest.raises(DataError, match=says):
        list(stream_table(path, **options))


def test_an_error_deep_in_a_csv_file_names_its_line(tmp_path):
    path = tmp_path / "t.csv"
    rows = [f"{k},{k / 2}" for k in range(200_000)]
    rows[180_000] = "x,1.0"
    path.write_text("a,y\n" + "\n".join(rows))
    with pytest.raises(DataError, match="line 180002, column a: not a finite number"):
        list(stream_table(path))


@pytest.mark.parametrize("name", ["t.parquet", "t.arrow", "t.feather"])
def test_a_damaged_file_is_told(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(b"this is no table")
    with pytest.raises(DataError, match="cannot be read as"):
        stream_table(path)
    pa.parquet.write_table(TABLE, tmp_path / "whole.parquet")
    (tmp_path / "t.parquet").write_bytes((tmp_path / "whole.parquet").read_bytes()[:-200])
    with pytest.raises(DataError, match="cannot be read as parquet"):
        stream_table(tmp_path / "t.parquet")


def test_a_row_that_is_wrong_is_named_by_its_number_in_the_file(tmp_path):
    values = np.arange(500.0)
    values[321] = np.nan
    pa.parquet.write_table(pa.table({"a": values, "y": values * 0}), tmp_path / "t.parquet", row_group_size=100)
    with pytest.raises(DataError, match="row 321, column a"):
        list(stream_table(tmp_path / "t.parquet", chunk_size=64))


def test_nonsense_is_refused(tmp_path):
    with pytest.raises(DataError, match="there is no such file"):
        stream_table(tmp_path / "missing.parquet")
    (tmp_path / "a.txt").write_text("")
    with pytest.raises(DataError, match="no table has this ending"):
        stream_table(tmp_path / "a.txt")
    with pytest.raises(ArgumentError, match="chunk_size is a positive integer"):
        stream_table(tmp_path / "a.txt", chunk_size=0)
    pa.parquet.write_table(
        pa.table({"a": pa.array([], pa.float64()), "y": pa.array([], pa.float64())}), tmp_path / "e.parquet"
    )
    with pytest.raises(DataError, match="holds no data"):
        stream_table(tmp_path / "e.parquet")


def test_classes_that_are_known_are_not_sought(path, monkeypatch):
    monkeypatch.setattr("wengert.data.table_files._distinct", None)
    stream = stream_table(path, "kind", ["a"], classes=("w", "v", "u"))
    assert np.concatenate([y for _, y in stream])[:4].tolist() == [2, 1, 0, 2]
    with pytest.raises(DataError, match=r"row 2, column kind: names no class(.|\n)*given +'w'"):
        stream_table(path, "kind", ["a"], classes=("u", "v")).load()


def test_memory_of_a_pass_does_not_grow_with_the_rows(tmp_path):
    groups = 40
    table = pa.table({f"f{k}": RNG.normal(size=groups * 2000).astype("float32") for k in range(20)})
    pa.parquet.write_table(table, tmp_path / "t.parquet", row_group_size=2000)
    del table
    before, most = pa.total_allocated_bytes(), 0
    for _ in stream_table(tmp_path / "t.parquet", chunk_size=500):
        most = max(most, pa.total_allocated_bytes() - before)
    assert most < 5 * 2000 * 20 * 4  # a few row groups of the forty


def test_a_line_break_within_quotes_is_part_of_a_word_wherever_blocks_end(tmp_path):
    (tmp_path / "t.csv").write_text("a,kind\n" + '1,"u\n v"\n2,w\n' * 150_000)
    stream = stream_table(tmp_path / "t.csv")
    assert stream.classes == ("u\n v", "w")
    assert sum(len(x) for x, _ in stream) == 300_000
