"""Every order is equally likely."""

import numpy as np

from wengert.data.sampling import Shuffled
from wengert.random import Generator


def test_all_orders_of_three_come_equally_often():
    generator, sampler = Generator(0), Shuffled(3)
    orders = [tuple(sampler.order(generator)) for _ in range(1200)]
    _, counts = np.unique(orders, axis=0, return_counts=True)
    assert len(counts) == 6
    assert ((counts - 200) ** 2 / 200).sum() < 20.5  # chi-squared with 5 degrees of freedom, 0.1 %
