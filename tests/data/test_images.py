"""Folders of images: colours, sizes, and files that are none."""

import numpy as np
import pytest
from PIL import Image

from wengert.data import DataLoader, Lazy, read_images, split
from wengert.errors import ArgumentError, DataError
from wengert.random import Generator

RNG = np.random.default_rng(0)


def picture(path, size=(6, 5), mode="RGB"):
    """Write random pixels; gives them as (c, h, w)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    shape = size if mode == "L" else (*size, len(mode))
    pixels = RNG.integers(0, 256, shape, dtype=np.uint8)
    Image.fromarray(pixels).save(path)
    return pixels[None] if mode == "L" else np.moveaxis(pixels, 2, 0)


def test_pixels_and_classes_come_back_in_order(tmp_path):
    written = [picture(tmp_path / name) for name in ("cat/1.png", "cat/2.PNG", "dog/deep/1.bmp")]
    data = read_images(tmp_path)
    assert isinstance(data.x, Lazy)
    assert (data.classes, data.y.tolist(), data.pixels) == (("cat", "dog"), [0, 0, 1], True)
    assert (data.x.shape, data.x.dtype) == ((3, 3, 6, 5), np.uint8)
    np.testing.assert_array_equal(np.asarray(data.x), written)


def test_grey_stays_grey_and_can_be_asked_for(tmp_path):
    pixels = picture(tmp_path / "a" / "1.png", mode="L")
    assert read_images(tmp_path).x.shape == (1, 1, 6, 5)
    np.testing.assert_array_equal(read_images(tmp_path, mode="RGB").x[0], np.repeat(pixels, 3, axis=0))
    assert read_images(tmp_path, mode="RGBA").x[0][3].min() == 255


def test_16_bit_grey_keeps_its_upper_bits(tmp_path):
    (tmp_path / "a").mkdir()
    Image.fromarray(np.array([[0, 256], [65535, 300]], np.uint16)).save(tmp_path / "a" / "1.png")
    assert read_images(tmp_path).x[0].tolist() == [[[0, 1], [255, 1]]]


def test_a_size_brings_all_to_it(tmp_path):
    picture(tmp_path / "a" / "1.png", (6, 5))
    picture(tmp_path / "a" / "2.png", (3, 9))
    assert read_images(tmp_path, size=(4, 7)).x[:].shape == (2, 3, 4, 7)
    assert read_images(tmp_path, size=(6, 5)).x[:].shape == (2, 3, 6, 5)
    with pytest.raises(DataError, match=r"2.png: has another size(.|\n)*3 × 9(.|\n)*size=\(6, 5\)"):
        read_images(tmp_path)


def test_parts_and_batches_decode_only_their_own(tmp_path):
    for k in range(10):
        picture(tmp_path / str(k % 2) / f"{k}.png")
    train, test = split(read_images(tmp_path), 0.2, Generator(0))
    (tmp_path / "0" / "0.png").write_bytes(b"damaged since")
    sizes, broken = [], 0
    for part in (train, test):
        for k in range(len(part)):
            try:
                sizes.append(part.x[k].shape)
            except DataError:
                broken += 1
    assert (len(sizes), broken) == (9, 1)


def test_batches_are_numbers_in_0_to_1(tmp_path):
    written = picture(tmp_path / "a" / "1.png")
    ((x, y),) = DataLoader(read_images(tmp_path), 4)
    np.testing.assert_allclose(x[0], written / 255, rtol=2e-7)
    assert y.tolist() == [0]


def test_files_of_file_managers_are_left_out(tmp_path):
    picture(tmp_path / "a" / "1.png")
    for name in ("a/.DS_Store", "a/Thumbs.db", "readme.txt", ".hidden/x.png"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"")
    assert read_images(tmp_path).classes == ("a",)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a/2.png", b"", "2.png: is no image that can be read"),
        ("a/2.png", b"no image", "2.png: is no image that can be read"),
        ("a/notes.txt", b"hello", r"notes.txt: is no image(.|\n)*.png"),
        ("b/.hidden", b"", "b: holds no image"),
    ],
)
def test_what_is_no_image_is_told_by_name(tmp_path, name, content, says):
    picture(tmp_path / "a" / "1.png")
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_bytes(content)
    with pytest.raises(DataError, match=says):
        read_images(tmp_path)


def test_a_damaged_image_is_named_when_it_is_decoded(tmp_path):
    path = tmp_path / "a" / "1.png"
    picture(path, (60, 50))
    path.write_bytes(path.read_bytes()[:-2000])
    data = read_images(tmp_path)
    with pytest.raises(DataError, match=r"1.png: the image is damaged"):
        data.x[0]


def test_folders_that_are_none_are_told(tmp_path):
    with pytest.raises(DataError, match="there is no such folder"):
        read_images(tmp_path / "missing")
    with pytest.raises(DataError, match="holds no class"):
        read_images(tmp_path)
    with pytest.raises(ArgumentError, match=r"unknown mode(.|\n)*RGBA"):
        read_images(tmp_path, mode="CMYK")
