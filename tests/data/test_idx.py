"""IDX: every dtype, compressed or not, and what a damaged file looks like."""

import gzip

import numpy as np
import pytest

from wengert.data import fashion_mnist, read_idx, read_idx_folder
from wengert.data.idx import DEBIAN, is_idx_folder
from wengert.errors import ArgumentError, DataError

CODES = {"u1": 8, "i1": 9, "i2": 11, "i4": 12, "f4": 13, "f8": 14}


def idx(array, kind="u1"):
    head = bytes([0, 0, CODES[kind], array.ndim]) + np.array(array.shape, ">u4").tobytes()
    return head + array.astype(f">{kind}").tobytes()


@pytest.fixture
def folder(tmp_path):
    for part, count in (("train", 6), ("t10k", 3)):
        images = np.arange(count * 20).reshape(count, 4, 5) % 256
        (tmp_path / f"{part}-images-idx3-ubyte").write_bytes(idx(images))
        (tmp_path / f"{part}-labels-idx1-ubyte.gz").write_bytes(gzip.compress(idx(np.arange(count) % 3)))
    return tmp_path


@pytest.mark.parametrize("kind", CODES)
@pytest.mark.parametrize("ending", ["", ".gz"])
def test_arrays_come_back(tmp_path, kind, ending):
    array = np.arange(24).reshape(2, 3, 4)
    path = tmp_path / f"a-idx3{ending}"
    path.write_bytes(gzip.compress(idx(array, kind)) if ending else idx(array, kind))
    out = read_idx(path)
    np.testing.assert_array_equal(out, array)
    assert out.dtype == np.dtype(kind)
    out[0] = 0  # an array of its own, to be written to


def test_a_folder_has_two_parts(folder):
    train, test = read_idx_folder(folder), read_idx_folder(folder, "test")
    assert (train.x.shape, train.x.dtype, len(test)) == ((6, 1, 4, 5), np.uint8, 3)
    assert train.y.tolist() == [0, 1, 2, 0, 1, 2]
    assert (train.classes, train.pixels) == (("0", "1", "2"), True)
    assert is_idx_folder(folder)


def test_fashion_mnist_is_found_in_a_folder_that_holds_it(folder):
    data = fashion_mnist(folder, "test")
    assert (data.name, data.classes[9], len(data)) == ("fashion_mnist", "Ankle boot", 3)


def test_fashion_mnist_is_debians():
    if not is_idx_folder(DEBIAN):
        pytest.skip("dataset-fashion-mnist is not installed")
    data = fashion_mnist(part="test")
    assert (data.x.shape, data.x.dtype) == ((10_000, 1, 28, 28), np.uint8)
    assert np.bincount(data.y).tolist() == [1000] * 10


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "magic number is wrong"),
        (b"\x00\x01\x08\x01" + bytes(8), "magic number is wrong"),
        (b"\x00\x00\x07\x01" + bytes(8), "magic number is wrong"),
        (b"\x00\x00\x08\x00", "magic number is wrong"),
        (b"\x00\x00\x08\x03\x00\x00", "another number of bytes"),
        (idx(np.zeros((2, 3)))[:-1], r"another number of bytes(.|\n)*12 and 6 for uint8\[2, 3\]"),
        (idx(np.zeros((2, 3))) + b"x", "another number of bytes"),
    ],
)
def test_a_damaged_file_is_told(tmp_path, content, says):
    path = tmp_path / "a-idx3-ubyte"
    path.write_bytes(content)
    with pytest.raises(DataError, match=says):
        read_idx(path)


def test_a_damaged_compressed_file_is_told(tmp_path):
    path = tmp_path / "a.gz"
    whole = gzip.compress(idx(np.arange(1000)))
    for content in (whole[:-20], whole[:20], b"no gzip at all", whole[:50] + b"\xff" * 20 + whole[70:]):
        path.write_bytes(content)
        with pytest.raises(DataError, match="damaged or cut off"):
            read_idx(path)
    with pytest.raises(DataError, match="cannot be read"):
        read_idx(tmp_path / "missing")


def test_files_that_do_not_belong_together_are_told(folder):
    (folder / "train-labels-idx1-ubyte.gz").write_bytes(gzip.compress(idx(np.arange(5))))
    with pytest.raises(DataError, match=r"do not belong together(.|\n)*6 images, 5 labels"):
        read_idx_folder(folder)
    (folder / "train-labels-idx1-ubyte.gz").write_bytes(gzip.compress(idx(np.zeros((6, 2)))))
    with pytest.raises(DataError, match="holds no labels"):
        read_idx_folder(folder)
    (folder / "train-labels-idx1-ubyte.gz").unlink()
    with pytest.raises(DataError, match=r"train-labels-idx1-ubyte is not there"):
        read_idx_folder(folder)


def test_a_label_out_of_range_is_told(folder):
    with pytest.raises(DataError, match="a target names no class"):
        read_idx_folder(folder, classes=("a", "b"))


def test_what_to_install_is_said(tmp_path):
    with pytest.raises(DataError, match="apt install dataset-fashion-mnist"):
        fashion_mnist(tmp_path)
    with pytest.raises(ArgumentError, match="no such part"):
        read_idx_folder(tmp_path, "validation")
