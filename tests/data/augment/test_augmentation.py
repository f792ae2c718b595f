"""What every augmentation promises: the same on both libraries, nothing at strength 0, targets kept."""

import numpy as np
import pytest

import wengert as wg
from wengert.arrays import jax_numpy, to_numpy
from wengert.arrays.random import key_of
from wengert.data.augment import (
    Augmentation,
    Brightness,
    Compose,
    Contrast,
    Crop,
    CutMix,
    Erase,
    Flip,
    Mixup,
    Noise,
    Rotate,
    Sometimes,
    Translate,
)
from wengert.data.augment.augmentation import are_masks, between, must_be_images
from wengert.errors import ArgumentError, ShapeError
from wengert.random import Generator

RNG = np.random.default_rng(0)
X = RNG.random((6, 2, 7, 9)).astype(np.float32)
Y = np.arange(6, dtype=np.int32) % 3
KEY = key_of(5)

ALL = {
    "brightness": Brightness(0.5),
    "contrast": Contrast(0.5),
    "crop": Crop(2),
    "crop_smaller": Crop(0, (4, 5)),
    "crop_reflect": Crop(3, reflect=True),
    "cutmix": CutMix(3),
    "erase": Erase(0.5),
    "flip": Flip(),
    "flip_down": Flip(axis=-2),
    "mixup": Mixup(3),
    "noise": Noise(0.1),
    "rotate": Rotate(30),
    "sometimes": Sometimes(Erase(0.8)),
    "translate": Translate(0.3),
}
NOTHING = {
    "brightness": Brightness(0.0),
    "contrast": Contrast(0.0),
    "crop": Crop(0),
    "erase": Erase(0.0),
    "flip": Flip(0.0),
    "noise": Noise(0.0),
    "rotate": Rotate(0.0),
    "sometimes": Sometimes(Erase(1.0), 0.0),
    "translate": Translate(0.0),
    "nothing composed": Compose(),
}
ONLY_MOVED = ["crop", "crop_smaller", "crop_reflect", "erase", "flip", "flip_down", "sometimes"]


@pytest.fixture(scope="module")
def compiled():
    """All of them in one program, so that it is compiled once."""
    program = wg.compile(lambda x, y, key: {name: part(x, y, key) for name, part in ALL.items()})
    return program(X, Y, KEY)


@pytest.mark.parametrize("name", ALL)
def test_numpy_and_a_compiled_program_agree(name, compiled):
    x, y = ALL[name](X, Y, KEY)
    found_x, found_y = map(to_numpy, compiled[name])
    assert (found_x.dtype, found_y.dtype, x.dtype) == (np.float32, y.dtype, np.float32)
    if name in ONLY_MOVED:
        np.testing.assert_array_equal(x, found_x)
    np.testing.assert_allclose(x, found_x, atol=2e-6)
    np.testing.assert_allclose(y, found_y, atol=1e-6)


@pytest.mark.parametrize("name", NOTHING)
def test_strength_0_changes_nothing(name):
    x, y = NOTHING[name](X, Y, KEY)
    np.testing.assert_array_equal(x, X)
    assert y is Y or (y == Y).all()


@pytest.mark.parametrize("name", ALL)
def test_the_key_decides_and_samples_differ(name):
    same = np.repeat(X[:1], 16, axis=0), np.arange(16, dtype=np.int32) % 3
    x, y = ALL[name](*same, KEY)
    again, _ = ALL[name](*same, KEY)
    np.testing.assert_array_equal(x, again)
    other, z = ALL[name](*same, key_of(6))
    assert not np.array_equal(np.append(x, y), np.append(other, z))
    if name not in ("mixup", "cutmix"):
        assert len(np.unique(x.reshape(16, -1), axis=0)) > 1


@pytest.mark.parametrize("name", ALL)
def test_float64_stays_float64_and_pixels_become_float32(name):
    assert ALL[name](X.astype(np.float64), Y, KEY)[0].dtype == np.float64
    assert ALL[name]((255 * X).astype(np.uint8), Y, KEY)[0].dtype == np.float32


def test_a_generator_in_the_state_gives_new_changes_every_call():
    eager, inside = Generator(2), Generator(2)
    step = wg.compile(lambda x, y: ALL["flip"](x, y, inside.next_key())[0], state=inside)
    for _ in range(3):
        np.testing.assert_array_equal(to_numpy(step(X, Y)), ALL["flip"](X, Y, eager.next_key())[0])


def test_jax_arrays_stay_jax_arrays():
    jnp = jax_numpy()
    out, _ = ALL["crop"](jnp.asarray(X), jnp.asarray(Y), KEY)
    np.testing.assert_array_equal(np.asarray(out), ALL["crop"](X, Y, KEY)[0])
    assert not isinstance(out, np.ndarray)


@pytest.mark.parametrize("name", ["crop", "cutmix", "erase", "rotate", "translate"])
def test_what_is_no_image_is_refused(name):
    with pytest.raises(ShapeError, match="needs images"):
        ALL[name](np.zeros((2, 8)), np.zeros(2), KEY)


@pytest.mark.parametrize(
    "make",
    [
        lambda: Brightness(1.5),
        lambda: Contrast(-0.1),
        lambda: Erase(2),
        lambda: Flip(p="often"),
        lambda: Noise(-1),
        lambda: Rotate(270),
        lambda: Translate(0.1, 7),
        lambda: Mixup(3, alpha=-1),
        lambda: Sometimes(Flip(), True),
    ],
)
def test_strengths_out_of_range_are_refused(make):
    with pytest.raises(ArgumentError, match="is out of range"):
        make()


def test_masks_are_told_from_other_targets():
    x = np.zeros((2, 3, 4, 5))
    assert are_masks(x, np.zeros((2, 4, 5), np.uint8))
    assert not are_masks(x, np.zeros((2, 4, 5)))
    assert not are_masks(x, np.zeros((2, 5, 4), int))
    assert not are_masks(x[0], np.zeros((2, 4, 5), int))


def test_the_checks_give_back_what_they_checked():
    assert must_be_images("here", np.zeros((1, 2, 3, 4))) == (1, 2, 3, 4)
    assert between("here", "there", np.float32(1), 0) == 1.0


def test_it_is_abstract():
    with pytest.raises(TypeError):
        Augmentation()
