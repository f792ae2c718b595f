"""Surveys: one pass finds what in-memory functions find, and refuses before training what would fail after an epoch."""

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
import pytest

from wengert.arrays import random
from wengert.data import Standardizer, as_stream, from_arrays, stream_table
from wengert.data.moments import Moments
from wengert.data.parting import Parting
from wengert.data.survey import survey_stream, survey_table
from wengert.errors import DataError

ROWS = 3000
RNG = np.random.default_rng(0)
X = RNG.normal(5.0, 3.0, size=(ROWS, 2)).astype("float32")
WORDS = np.array(["u", "v", "w"])[RNG.integers(0, 3, ROWS)]
ROWS_APART = Parting(random.key_of(0), validation=0.1, test=0.2)


def written(path, **columns):
    table = pa.table({"a": X[:, 0], "b": X[:, 1], **columns})
    pa.csv.write_csv(table, path) if path.suffix == ".csv" else pa.parquet.write_table(table, path, row_group_size=500)
    return path


@pytest.mark.parametrize("name", ["t.csv", "t.parquet"])
def test_one_pass_finds_classes_scale_and_sizes(tmp_path, name, monkeypatch):
    gauge = Moments()
    found = survey_table(written(tmp_path / name, kind=WORDS), "kind", ROWS_APART, gauge, chunk_size=700)
    parts = ROWS_APART(0, ROWS)
    assert found.rows == tuple(np.bincount(parts))
    assert found.stream.classes == ("u", "v", "w")
    wanted = Standardizer.fit(X[parts == 0])
    np.testing.assert_array_equal(Standardizer(*gauge.result()).mean, wanted.mean)
    np.testing.assert_array_equal(Standardizer(*gauge.result()).deviation, wanted.deviation)
    data, whole = found.stream.load(), stream_table(tmp_path / name, "kind").load()
    np.testing.assert_array_equal(data.x, whole.x)
    np.testing.assert_array_equal(data.y, whole.y)


@pytest.mark.parametrize("name", ["t.csv", "t.parquet"])
def test_real_targets_are_told_from_classes(tmp_path, name):
    path = written(tmp_path / name, price=X.sum(axis=1), few=RNG.integers(0, 5, ROWS))
    assert survey_table(path, "price", ROWS_APART, None).stream.task == "regression"
    assert survey_table(path, "few", ROWS_APART, None).stream.classes == ("0", "1", "2", "3", "4")


@pytest.mark.parametrize("name", ["t.csv", "t.parquet"])
def test_a_class_that_is_never_trained_on_is_refused(tmp_path, name):
    words = WORDS.copy()
    words[np.flatnonzero(ROWS_APART(0, ROWS) == 1)[0]] = "x"
    with pytest.raises(DataError, match=r"never trained on(.|\n)*x in the rows set apart"):
        survey_table(written(tmp_path / name, kind=words), None, ROWS_APART, None)


def test_arrays_are_surveyed_alike():
    labels = (WORDS == "u").astype(int)
    parts = ROWS_APART(0, ROWS)
    assert survey_stream(as_stream(from_arrays(X, labels), 700), ROWS_APART, None).rows == tuple(np.bincount(parts))
    labels[np.flatnonzero(parts == 2)[0]] = 2
    with pytest.raises(DataError, match="never trained on"):
        survey_stream(as_stream(from_arrays(X, labels)), ROWS_APART, None)


def test_empty_sources_and_empty_parts_are_refused(tmp_path):
    (tmp_path / "none.csv").write_text("a,b\n")
    with pytest.raises(DataError, match="holds no data"):
        survey_table(tmp_path / "none.csv", None, ROWS_APART, None)
    (tmp_path / "one.csv").write_text("a,b\n1,2.5\n")
    with pytest.raises(DataError, match=r"no row was drawn for the \w+ part"):
        survey_table(tmp_path / "one.csv", None, ROWS_APART, None)


def test_a_missing_column_and_a_bad_entry_are_named(tmp_path):
    path = written(tmp_path / "t.csv", kind=WORDS)
    with pytest.raises(DataError, match="no column is named knid"):
        survey_table(path, "knid", ROWS_APART, None)
    lines = path.read_text().splitlines()
    path.write_text("\n".join([*lines[:9], "x,1,u", *lines[10:]]))
    with pytest.raises(DataError, match="line 10, column a: not a finite number"):
        survey_table(path, "kind", ROWS_APART, Moments())
