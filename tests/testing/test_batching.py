import pytest

import wengert as wg
from wengert.errors import ContractError
from wengert.kinds import linear
from wengert.samples import case, integer, real
from wengert.testing.batching import check_batching


def test_right_primitives_pass():
    for p in (wg.tanh, wg.matmul, wg.where, wg.sum):
        check_batching(p)


@pytest.fixture
def doubled():
    @linear()
    def doubled(x, n):
        return x * n

    doubled.adjoints = (lambda g, n: g * n, None)
    doubled.samples = [case(real(3), integer(3, low=1, high=9))]
    return doubled


def test_a_primitive_without_a_batch_rule_is_mapped_and_passes(doubled):
    check_batching(doubled)


def test_a_batch_rule_that_mixes_examples_is_caught(doubled):
    doubled.batch = lambda args, batched, params, size: wg.reshape(args[1], (-1, 3)) * args[0] + wg.sum(args[1])
    with pytest.raises(ContractError, match=r"vmap of `doubled`, batched in arguments \[0, 1\]"):
        check_batching(doubled)
