"""The generator with a memory: seeds, independence of draws, and its way through a compiled program."""

import numpy as np

from wengert import random
from wengert.arrays import is_array
from wengert.compile import compile


def draws(generator):
    return [
        generator.uniform((3,)),
        generator.normal((3,)),
        generator.bernoulli(0.5, (20,)),
        generator.randint(0, 100, (3,)),
        generator.permutation(5),
    ]


def test_same_seed_same_numbers():
    for a, b in zip(draws(random.Generator(4)), draws(random.Generator(4)), strict=True):
        np.testing.assert_array_equal(a.numpy(), b.numpy())


def test_every_draw_is_new():
    generator = random.Generator(0)
    assert generator.uniform((4,)).tolist() != generator.uniform((4,)).tolist()


def test_seeding_again_starts_again_with_the_same_tensors():
    generator = random.Generator(3)
    tensors = generator.state_tensors()
    first = generator.uniform((4,)).tolist()
    assert generator.manual_seed(3).uniform((4,)).tolist() == first
    assert [id(t) for t in generator.state_tensors()] == [id(t) for t in tensors]


def test_the_module_functions_draw_from_the_default_generator():
    random.manual_seed(11)
    ours = [
        random.uniform(2),
        random.normal(2),
        random.bernoulli(0.5, 8),
        random.randint(0, 9, 4),
        random.permutation(4),
    ]
    other = random.Generator(11)
    theirs = [other.uniform(2), other.normal(2), other.bernoulli(0.5, 8), other.randint(0, 9, 4), other.permutation(4)]
    assert [t.tolist() for t in ours] == [t.tolist() for t in theirs]


def test_a_compiled_step_draws_what_the_eager_one_draws():
    eager, compiled = random.Generator(8), random.Generator(8)
    step = compile(lambda: compiled.uniform((3,)), state=compiled)
    expected = [eager.uniform((3,)).tolist() for _ in range(3)]
    assert [step().tolist() for _ in range(3)] == expected
    assert eager.uniform((3,)).tolist() == compiled.uniform((3,)).tolist()


def test_eager_draws_stay_numpy_after_a_compiled_one():
    generator = random.Generator(8)
    compile(lambda: generator.uniform((3,)), state=generator)()
    value = generator.uniform((3,)).value
    assert is_array(value)
    assert isinstance(value, np.ndarray)
