"""The generator against the published vectors of Random123, and both array libraries against each other."""

import numpy as np
import pytest

from wengert.arrays import jax_numpy, random
from wengert.errors import ArgumentError, DtypeError

jnp = jax_numpy()

# (counter, key, encrypted counter) of threefry2x32-20, from Random123's kat_vectors.
KNOWN = [
    ((0x00000000, 0x00000000), (0x00000000, 0x00000000), (0x6B200159, 0x99BA4EFE)),
    ((0xFFFFFFFF, 0xFFFFFFFF), (0xFFFFFFFF, 0xFFFFFFFF), (0x1CB996FC, 0xBB002BE7)),
    ((0x243F6A88, 0x85A308D3), (0x13198A2E, 0x03707344), (0xC4923A9C, 0x483DF7A0)),
]
EXACT = {
    "bits": lambda key: random.bits(key, (5, 3)),
    "uniform": lambda key: random.uniform(key, (5, 7)),
    "uniform, symmetric": lambda key: random.uniform(key, (5, 7), -0.3, 0.3),
    "uniform, float64": lambda key: random.uniform(key, (9,), dtype="float64"),
    "bernoulli": lambda key: random.bernoulli(key, 0.3, (50,)),
    "randint": lambda key: random.randint(key, -3, 1000, (50,)),
    "permutation": lambda key: random.permutation(key, 100),
    "fold_in": lambda key: random.fold_in(key, 3),
}


@pytest.mark.parametrize("xp", [np, jnp], ids=["numpy", "jax"])
@pytest.mark.parametrize(("counter", "key", "expected"), KNOWN)
def test_threefry_gives_the_published_words(xp, counter, key, expected):
    low, high = (xp.asarray([word], dtype=xp.uint32) for word in counter)
    out = random.threefry(xp.asarray(key, dtype=xp.uint32), low, high)
    assert tuple(int(word[0]) for word in out) == expected


@pytest.mark.parametrize("draw", EXACT.values(), ids=EXACT)
def test_both_libraries_give_the_same_numbers_compiled_or_not(draw):
    import jax

    key = random.key_of(123)
    expected = draw(key)
    assert isinstance(expected, np.ndarray)
    for other in (draw(jnp.asarray(key)), jax.jit(draw)(jnp.asarray(key))):
        assert other.dtype == expected.dtype
        np.testing.assert_array_equal(np.asarray(other), expected)


@pytest.mark.parametrize(("dtype", "tolerance"), [("float32", 2e-6), ("float64", 1e-14)])
def test_normal_numbers_agree_to_rounding(dtype, tolerance):
    key = random.key_of(5)
    ours = random.normal(key, (1001,), dtype=dtype)
    theirs = np.asarray(random.normal(jnp.asarray(key), (1001,), dtype=dtype))
    assert ours.dtype == theirs.dtype == dtype
    np.testing.assert_allclose(theirs, ours, rtol=tolerance, atol=tolerance)


def test_distributions_pass_kolmogorov_smirnov():
    from scipy import stats

    uniform = random.uniform(random.key_of(1), (20_000,), dtype="float64")
    normal = random.normal(random.key_of(2), (20_000,), 3.0, 2.0, dtype="float64")
    assert stats.kstest(uniform, "uniform").pvalue > 0.01
    assert stats.kstest(normal, "norm", (3.0, 2.0)).pvalue > 0.01


def test_integers_fill_their_range_evenly():
    counts = np.bincount(random.randint(random.key_of(3), 0, 10, (10_000,)), minlength=10)
    assert counts.min() > 900
    assert counts.size == 10


def test_permutations_reach_every_place():
    first = [int(random.permutation(random.fold_in(random.key_of(0), k), 4)[0]) for k in range(400)]
    assert np.bincount(first, minlength=4).min() > 70


def test_uniform_stays_below_the_upper_end():
    unit = random.uniform(random.key_of(9), (100_000,))
    assert unit.min() >= 0
    assert unit.max() < 1


def test_streams_of_one_key_do_not_repeat_each_other():
    keys = random.split(random.key_of(0), 50)
    words = np.concatenate([random.bits(key, (100,)) for key in keys])
    assert np.unique(words).size == words.size


def test_a_seed_uses_all_64_bits():
    assert random.key_of(2**40 + 1).tolist() == [1, 256]
    assert random.key_of(-1).tolist() == [0xFFFFFFFF, 0xFFFFFFFF]


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        (lambda: random.key_of("zero"), ArgumentError, "needs an integer"),
        (lambda: random.uniform(random.key_of(0), (), dtype="int32"), DtypeError, "real floating"),
        (lambda: random.randint(random.key_of(0), 3, 3), ArgumentError, "the range is empty"),
        (lambda: random.check_shape("ab"), ArgumentError, "a shape is a tuple of sizes"),
        (lambda: random.check_shape((-1,)), ArgumentError, "a shape is a tuple of sizes"),
    ],
)
def test_bad_input_is_refused(call, error, says):
    with pytest.raises(error, match=says):
        call()


@pytest.mark.parametrize("count", [1, 2, 7, 64])
def test_numbers_arrays_in_place_and_programs_agree_on_every_bit(count):
    key = random.key_of(2**40 + 5)
    low, high = np.arange(count, dtype=np.uint32), np.arange(count, dtype=np.uint32)[::-1].copy()
    here = random.threefry(key, low, high)
    there = random.threefry(jnp.asarray(key), jnp.asarray(low), jnp.asarray(high))
    for ours, program in zip(here, there, strict=True):
        np.testing.assert_array_equal(ours, np.asarray(program))
    assert low.tolist() == list(range(count))
