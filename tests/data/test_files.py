"""Files: what is read, and where a malformed one is malformed."""

import numpy as np
import pytest

from wengert.data import read
from wengert.errors import DataError


@pytest.fixture
def file(tmp_path):
    def write(name, content):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def test_a_table_with_words_to_guess(file):
    data = read(file("pets.csv", "\ufeffweight,legs,kind\n4,4,cat\n\n30.5,4,dog\n0.1,2,bird\n"))
    assert data.features == ("weight", "legs")
    assert data.classes == ("bird", "cat", "dog")
    np.testing.assert_allclose(data.x, [[4, 4], [30.5, 4], [0.1, 2]])
    assert data.y.tolist() == [1, 2, 0]


def test_any_column_may_be_the_target(file):
    data = read(file("a.csv", "y,a\n0.25,1\n0.5,2\n"), target="y")
    assert data.task == "regression"
    assert data.y.tolist() == [[0.25], [0.5]]


def test_few_integers_are_classes_and_many_are_numbers(file):
    rows = "\n".join(f"{k},{k}" for k in range(30))
    assert read(file("many.csv", f"a,b\n{rows}\n")).task == "regression"
    assert read(file("few.csv", "a,b\n1,0\n2,1\n3,0\n")).classes == ("0", "1")


def test_quoted_entries(file):
    assert read(file("q.csv", 'a,b\n"1","x, y"\n2,z\n')).classes == ("x, y", "z")


def test_archives_and_matrices(tmp_path):
    np.savez(tmp_path / "a.npz", x=np.ones((2, 3)), y=np.array([0, 1]))
    np.savez(tmp_path / "b.npz", samples=np.ones((2, 3)), label=np.array(["u", "v"]))
    np.save(tmp_path / "c.npy", np.arange(6.0).reshape(2, 3))
    assert read(tmp_path / "a.npz").outputs == 2
    assert read(tmp_path / "b.npz", "label").classes == ("u", "v")
    assert read(tmp_path / "c.npy").y.tolist() == [[2.0], [5.0]]


@pytest.mark.parametrize(
    ("name", "content", "target", "says"),
    [
        ("a.csv", "a,b\n1,2\n1,x,3\n", None, r"line 3 has another number of columns(.|\n)*3 entries(.|\n)*at +a.csv:3"),
        ("a.csv", "a,b\n1,2\nx,3\n", None, r"line 3, column a: not a finite number(.|\n)*'x'(.|\n)*--target a"),
        ("a.csv", "a,b\nnan,2\n", None, "line 2, column a: not a finite number"),
        ("a.csv", "a,b\n1,0.5\n2,inf\n", None, "line 3, column b: not a finite number"),
        ("a.csv", "a,b\n1,\n", None, "line 2, column b: the target is empty"),
        ("a.csv", "a,a\n1,2\n", None, "two columns have one name"),
        ("a.csv", "a\n1\n", None, "needs a target and at least one more column"),
        ("a.csv", "a,b\n", None, "holds no data"),
        ("a.csv", "", None, "holds no data"),
        ("a.csv", b"a,b\n\xff\xfe,1\n", None, "cannot be read as CSV"),
        ("a.csv", 'a,b\n"1,2\n', None, "cannot be read as CSV"),
        ("a.csv", "weight,b\n1,2\n", "wieght", "no column is named wieght(.|\n)*did you mean weight"),
        ("a.npz", b"not an archive", None, "cannot be read as NumPy arrays"),
        ("a.npy", b"", None, "cannot be read as NumPy arrays"),
        ("a.xyz", "hello", None, "no reader for this ending"),
    ],
)
def test_a_malformed_file_is_told_with_its_place(file, name, content, target, says):
    with pytest.raises(DataError, match=says):
        read(file(name, content), target)


def test_objects_are_never_unpickled(tmp_path):
    np.save(tmp_path / "a.npy", np.array([{"a": 1}], dtype=object), allow_pickle=True)
    with pytest.raises(DataError, match="cannot be read as NumPy arrays"):
        read(tmp_path / "a.npy")


def test_arrays_that_are_not_there_are_told(tmp_path):
    np.savez(tmp_path / "a.npz", a=np.ones(2), b=np.ones(2))
    np.save(tmp_path / "b.npy", np.ones(3))
    with pytest.raises(DataError, match=r"needs an array of samples and one of targets(.|\n)*arrays a, b"):
        read(tmp_path / "a.npz")
    with pytest.raises(DataError, match="needs a matrix"):
        read(tmp_path / "b.npy")
    with pytest.raises(DataError, match="have no names"):
        read(tmp_path / "b.npy", "y")
