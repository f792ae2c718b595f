"""NumPy's files, in memory and mapped."""

import numpy as np
import pytest

from wengert.data import DataLoader, Lazy, from_arrays, map_npy, read_npy, read_npz, split
from wengert.errors import DataError
from wengert.random import Generator

IMAGES = np.random.default_rng(0).integers(0, 256, (30, 6, 5), dtype=np.uint8)
LABELS = np.arange(30) % 3


@pytest.mark.parametrize("mmap", [False, True])
def test_8_bit_images_stay_8_bit_until_the_batch(tmp_path, mmap):
    np.savez(tmp_path / "a.npz", x=IMAGES, y=LABELS)
    data = read_npz(tmp_path / "a.npz", mmap=mmap)
    assert (data.x.dtype, data.x.shape, data.pixels) == (np.uint8, (30, 1, 6, 5), True)
    assert isinstance(data.x, Lazy) == mmap
    np.testing.assert_array_equal(np.asarray(data.x)[:, 0], IMAGES)
    x, y = next(iter(DataLoader(data, 7, shuffle=False)))
    np.testing.assert_allclose(x[:, 0], IMAGES[:7] / 255, rtol=2e-7)
    assert y.tolist() == LABELS[:7].tolist()


def test_parts_of_mapped_data_stay_on_disk(tmp_path):
    np.savez(tmp_path / "a.npz", x=IMAGES, y=LABELS)
    train, test = split(read_npz(tmp_path / "a.npz", mmap=True), 0.2, Generator(0))
    whole, part = split(read_npz(tmp_path / "a.npz"), 0.2, Generator(0))
    assert isinstance(train.x, Lazy)
    np.testing.assert_array_equal(np.asarray(test.x), part.x)
    np.testing.assert_array_equal(np.asarray(train.x), whole.x)


@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("dtype", [np.float64, np.float32, ">f4", np.int16])
def test_members_of_an_archive_are_found_whatever_their_layout(tmp_path, order, dtype):
    x = np.asarray(np.arange(24).reshape(4, 3, 2), dtype, order=order)
    np.savez(tmp_path / "a.npz", first=np.zeros(7), x=x, y=np.arange(4) / 2, last=np.ones((2, 2)))
    data = read_npz(tmp_path / "a.npz", mmap=True)
    np.testing.assert_array_equal(np.asarray(data.x), x.astype(np.float32))
    assert data.x[0].dtype == np.float32


def test_a_compressed_archive_cannot_be_mapped(tmp_path):
    np.savez_compressed(tmp_path / "a.npz", x=IMAGES, y=LABELS)
    assert len(read_npz(tmp_path / "a.npz")) == 30
    with pytest.raises(DataError, match=r"compressed, so it cannot be mapped(.|\n)*mmap=False"):
        read_npz(tmp_path / "a.npz", mmap=True)


def test_samples_of_a_single_file(tmp_path):
    np.save(tmp_path / "x.npy", np.arange(12.0).reshape(4, 3))
    np.save(tmp_path / "pictures.npy", IMAGES)
    data = from_arrays(map_npy(tmp_path / "x.npy"), [0, 1, 1, 0])
    assert data.take([2, 0]).x[:].tolist() == [[6, 7, 8], [0, 1, 2]]
    assert map_npy(tmp_path / "pictures.npy")[3].shape == (1, 6, 5)


@pytest.mark.parametrize("mmap", [False, True])
def test_objects_are_never_unpickled(tmp_path, mmap):
    np.savez(tmp_path / "a.npz", x=np.array([{"a": 1}], dtype=object), y=np.zeros(1))
    with pytest.raises(DataError, match="cannot be read as NumPy arrays"):
        read_npz(tmp_path / "a.npz", mmap=mmap)
    np.save(tmp_path / "b.npy", np.array([{"a": 1}], dtype=object), allow_pickle=True)
    with pytest.raises(DataError, match="cannot be read as NumPy arrays"):
        map_npy(tmp_path / "b.npy")


def test_a_file_that_is_cut_off_is_told(tmp_path):
    np.savez(tmp_path / "a.npz", x=IMAGES, y=LABELS)
    np.save(tmp_path / "b.npy", IMAGES)
    for name, read in (("a.npz", read_npz), ("b.npy", map_npy)):
        path = tmp_path / name
        path.write_bytes(path.read_bytes()[:-50])
        with pytest.raises(DataError, match="cannot be read as NumPy arrays"):
            read(path)
    with pytest.raises(DataError, match="cannot be read as NumPy arrays"):
        map_npy(tmp_path / "missing.npy")


def test_a_mapped_matrix_is_the_matrix(tmp_path):
    np.save(tmp_path / "m.npy", np.arange(12.0).reshape(4, 3))
    lazy, loaded = read_npy(tmp_path / "m.npy", mmap=True), read_npy(tmp_path / "m.npy")
    assert isinstance(lazy.x, Lazy)
    np.testing.assert_array_equal(np.asarray(lazy.x), loaded.x)
    np.testing.assert_array_equal(lazy.y, loaded.y)
