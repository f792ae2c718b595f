"""Alike: other files in the terms of the training data: columns by name, classes by name, and refusals."""

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
import pytest

from wengert.data import from_arrays, stream_table
from wengert.data.alike import samples_in, stream_alike, stream_in
from wengert.errors import DataError

A, B = np.arange(6.0), np.arange(6.0) ** 2
KIND = ["u", "v", "w", "u", "v", "w"]


@pytest.fixture(params=["csv", "parquet"])
def write(request, tmp_path):
    def written(name, **columns):
        path, table = tmp_path / f"{name}.{request.param}", pa.table(columns)
        pa.csv.write_csv(table, path) if request.param == "csv" else pa.parquet.write_table(table, path)
        return path

    return written


def test_columns_and_classes_are_found_by_name(write):
    like = stream_table(write("train", a=A, b=B, kind=KIND), "kind")
    other = stream_alike(write("other", b=B[:2], extra=A[:2], kind=["w", "u"], a=A[:2]), "kind", like).load()
    np.testing.assert_array_equal(other.x, np.stack([A[:2], B[:2]], axis=1))
    assert other.y.tolist() == [2, 0]
    assert other.classes == like.classes


def test_what_does_not_fit_is_refused(write):
    like = stream_table(write("train", a=A, b=B, kind=KIND), "kind")
    with pytest.raises(DataError, match="no column is named b"):
        stream_alike(write("missing", a=A, c=B, kind=KIND), "kind", like)
    with pytest.raises(DataError, match=r"names no class(.|\n)*given +'x'"):
        stream_alike(write("unseen", a=A, b=B, kind=[*KIND[:5], "x"]), "kind", like).load()
    real = stream_table(write("real", a=A, b=B, price=A / 3), "price")
    assert stream_alike(write("few", a=A, b=B, price=[1, 2, 1, 2, 1, 2]), "price", real).load().y.tolist()[0] == [1.0]


def test_lists_are_columns_too(tmp_path):
    pair = pa.array([[1.0, 2.0], [3.0, 4.0]], pa.list_(pa.float32()))
    pa.parquet.write_table(pa.table({"pair": pair, "a": [5.0, 6.0], "y": [0.5, 1.5]}), tmp_path / "t.parquet")
    like = stream_table(tmp_path / "t.parquet")
    assert like.features == ("pair[0]", "pair[1]", "a")
    assert stream_alike(tmp_path / "t.parquet", None, like).load().x.tolist() == [[1, 2, 5], [3, 4, 6]]


def test_arrays_are_renamed_or_refused(tmp_path):
    like = from_arrays(np.zeros((3, 2)), ["2", "0", "1"])
    np.savez(tmp_path / "two.npz", x=np.ones((2, 2)), y=["2", "1"])
    assert stream_alike(tmp_path / "two.npz", None, like).load().y.tolist() == [2, 1]
    np.savez(tmp_path / "seven.npz", x=np.ones((2, 2)), y=["2", "7"])
    with pytest.raises(DataError, match=r"never trained on(.|\n)*given +7"):
        stream_alike(tmp_path / "seven.npz", None, like)
    np.savez(tmp_path / "real.npz", x=np.ones((2, 2)), y=[0.5, 1.5])
    with pytest.raises(DataError, match="of another kind"):
        stream_in(tmp_path / "real.npz", None, like.classes)
    np.savez(tmp_path / "wide.npz", x=np.ones((2, 3)), y=["0", "1"])
    with pytest.raises(DataError, match="samples of another shape"):
        stream_alike(tmp_path / "wide.npz", None, like)


def test_samples_need_no_target(write):
    path = write("new", b=B, a=A)
    x = np.concatenate(list(samples_in(path, None, ("a", "b"), chunk_size=4)))
    np.testing.assert_array_equal(x, np.stack([A, B], axis=1))
    with pytest.raises(DataError, match="no column is named c"):
        samples_in(path, None, ("a", "c"))
    assert [x.shape for x in samples_in(path, "a")] == [(6, 1)]
