"""Parting: a part is that of the row's number, whatever the chunks, and shares are nearly those asked for."""

import numpy as np
import pytest
from scipy.stats import binomtest

from wengert.arrays import random
from wengert.data.parting import Parting
from wengert.errors import DataError

PARTING = Parting(random.key_of(3), validation=0.1, test=0.2)
PARTS = PARTING(0, 20_000)


@pytest.mark.parametrize("size", [1, 7, 4095, 4096, 4097, 9000])
def test_chunks_do_not_matter(size):
    starts = range(0, 9000, size)
    np.testing.assert_array_equal(np.concatenate([PARTING(k, min(size, 9000 - k)) for k in starts]), PARTS[:9000])


def test_shares_are_those_asked_for():
    for part, share in ((0, 0.72), (1, 0.08), (2, 0.2)):
        assert binomtest(int(np.count_nonzero(part == PARTS)), len(PARTS), share).pvalue > 0.001


def test_neighbours_are_drawn_independently():
    test = PARTS == 2
    assert binomtest(int((test[1:] & test[:-1]).sum()), len(test) - 1, 0.04).pvalue > 0.001


def test_every_row_has_one_part_and_seeds_differ():
    masks = [PARTING.only(part)(100, 500) for part in range(3)]
    assert (np.sum(masks, axis=0) == 1).all()
    assert (Parting(random.key_of(4), 0.1, 0.2)(0, 1000) != PARTS[:1000]).any()


def test_what_is_no_share_is_refused():
    with pytest.raises(DataError, match="are shares"):
        Parting(random.key_of(0), validation=1.0)
