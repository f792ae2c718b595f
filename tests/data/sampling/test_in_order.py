"""Nothing is drawn."""

from wengert.data.sampling import InOrder
from wengert.random import Generator


def test_the_generator_stays_where_it_is():
    generator = Generator(0)
    assert InOrder(3).order(generator).tolist() == [0, 1, 2]
    assert int(generator.counter) == 0
