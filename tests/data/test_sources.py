"""One name for every source."""

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.feather
import pyarrow.parquet
import pytest
from PIL import Image

from wengert.data import load_data, load_test, stream
from wengert.data.idx import DEBIAN, is_idx_folder
from wengert.data.sources import NAMED, streamable
from wengert.errors import ArgumentError, DataError


def test_names_and_paths(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("a,b\n1,x\n2,y\n")
    assert load_data("iris").name == "iris"
    assert load_data(path).name == "a"
    path.write_text("a,b\n1,5\n2,6\n")
    assert load_data(str(path), "a").classes == ("1", "2")


def test_an_unknown_name_gets_a_suggestion():
    with pytest.raises(ArgumentError, match="did you mean digits"):
        load_data("digit")


def test_a_missing_file_is_told():
    with pytest.raises(DataError, match="there is no such file"):
        load_data("nowhere/data.csv")


def test_a_bundled_set_has_its_own_target():
    with pytest.raises(ArgumentError, match="its target is known"):
        load_data("digits", "label")


@pytest.mark.parametrize("name", NAMED)
def test_every_name_is_a_data_set(name):
    if name == "mnist1d":
        pytest.importorskip("mnist1d")
    if name == "fashion_mnist" and not is_idx_folder(DEBIAN):
        pytest.skip("dataset-fashion-mnist is not installed")
    data = load_data(name)
    assert data.name == name
    assert len(data) == len(data.y) > 100


@pytest.fixture
def places(tmp_path):
    """One source of each kind, all with the same four samples and two classes."""
    x, y = np.arange(8.0).reshape(4, 2), np.array(["u", "v", "v", "u"])
    table = pa.table({"a": x[:, 0], "b": x[:, 1], "kind": y})
    pa.csv.write_csv(table, tmp_path / "t.csv")
    pa.parquet.write_table(table, tmp_path / "t.parquet")
    pa.feather.write_feather(table, tmp_path / "t.feather")
    pa.feather.write_feather(table, tmp_path / "t.arrow")
    np.savez(tmp_path / "t.npz", x=x, y=y)
    return tmp_path


@pytest.mark.parametrize("name", ["t.csv", "t.parquet", "t.feather", "t.arrow", "t.npz"])
def test_every_ending_gives_the_same_data_and_the_same_stream(places, name):
    data = load_data(places / name)
    assert data.x.tolist() == [[0, 1], [2, 3], [4, 5], [6, 7]]
    assert (data.y.tolist(), data.classes) == ([0, 1, 1, 0], ("u", "v"))
    read = stream(places / name, chunk_size=3)
    assert [len(x) for x, _ in read] == [3, 1]
    again = read.load()
    assert (again.x.tolist(), again.y.tolist(), again.classes) == (data.x.tolist(), data.y.tolist(), data.classes)


def test_folders_of_images_and_of_idx_files(tmp_path):
    for name in ("cat", "dog"):
        (tmp_path / "pets" / name).mkdir(parents=True)
        Image.new("L", (8, 6)).save(tmp_path / "pets" / name / "1.png")
    assert load_data(tmp_path / "pets").x.shape == (2, 1, 6, 8)
    assert load_data(str(tmp_path / "pets"), size=(3, 4)).x.shape == (2, 1, 3, 4)
    assert [x.shape for x, _ in stream(tmp_path / "pets", chunk_size=1)] == [(1, 1, 6, 8)] * 2
    assert load_test(tmp_path / "pets") is None
    (tmp_path / "idx").mkdir()
    for part in ("train", "t10k"):
        (tmp_path / "idx" / f"{part}-images-idx3-ubyte").write_bytes(bytes([0, 0, 8, 3, *(0, 0, 0, 1) * 3, 9]))
        (tmp_path / "idx" / f"{part}-labels-idx1-ubyte").write_bytes(bytes([0, 0, 8, 1, 0, 0, 0, 1, 0]))
    assert load_data(tmp_path / "idx").x.shape == (1, 1, 1, 1)
    assert len(load_test(tmp_path / "idx")) == 1


def test_options_go_to_the_reader(places):
    assert load_data("moons", n=12).x.shape == (12, 2)
    assert load_data(places / "t.csv", "kind", columns=["b"]).features == ("b",)
    assert stream(places / "t.parquet", "a", columns=["b"]).features == ("b",)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda p: load_data("moons", colour=1), r"unknown option of moons: colour(.|\n)*noise"),
        (lambda p: load_data(p / "t.csv", fil=0.0), r"unknown option(.|\n)*did you mean fill"),
        (lambda p: stream(p / "t.parquet", fil=0.0), r"unknown option(.|\n)*did you mean fill"),
        (lambda p: load_data(p, "kind"), "a folder has no columns"),
    ],
)
def test_options_that_nobody_knows_are_refused(places, make, says):
    with pytest.raises(ArgumentError, match=says):
        make(places)


def test_an_empty_folder_and_a_wrong_ending_are_told(tmp_path):
    with pytest.raises(DataError, match="holds no class"):
        load_data(tmp_path)
    (tmp_path / "a.xyz").write_text("")
    with pytest.raises(DataError, match="no reader for this ending"):
        load_data(tmp_path / "a.xyz")


def test_only_sets_with_a_test_part_have_one():
    assert load_test("iris") is None
    pytest.importorskip("mnist1d")
    assert len(load_test("mnist1d")) == 1000


def test_what_is_read_as_a_whole_is_told_from_what_can_be_streamed(tmp_path):
    (tmp_path / "pets").mkdir()
    assert [streamable(s) for s in ("a.csv", "a.PARQUET", "a.npz", tmp_path / "pets")] == [True] * 4
    assert [streamable(s) for s in ("digits", "a.txt", "a.xlsx", "nowhere")] == [False] * 4
