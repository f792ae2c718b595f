"""Cost: what the primitives say, added up."""

import numpy as np

import wengert as wg


def test_operations_and_bytes_are_counted_step_by_step():
    cost = wg.trace(lambda a, b: wg.tanh(a @ b), np.ones((2, 3)), np.ones((3, 4))).cost()
    product, bend = cost
    assert (product.primitive, product.flops, product.nbytes) == ("matmul", 2 * 2 * 3 * 4, 8 * (6 + 12 + 8))
    assert (bend.primitive, bend.step, bend.flops) == ("tanh", "v₂", 8)
    assert (cost.flops, cost.nbytes) == (product.flops + bend.flops, product.nbytes + bend.nbytes)
    assert (len(cost), cost[0]) == (2, product)


def test_the_table_ends_with_the_total():
    cost = wg.trace(lambda x: wg.sin(x), 1.0).cost()
    assert str(cost).endswith("total 1 operations, 16 bytes moved")
    assert cost._repr_html_().startswith("<table>")


def test_steps_with_several_outputs_count_all_of_them():
    cost = wg.trace(lambda a: wg.slogdet(a)[1], np.eye(3)).cost()
    assert cost.nbytes > 0
    assert cost[0].primitive == "slogdet"
