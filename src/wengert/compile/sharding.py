"""shard: a batch dealt out among the devices of a program.

Knows one primitive, which changes where numbers lie and no number. XLA parts the rest of the program by it: what is
computed of a batch stays where its samples are, and sums over the batch meet.
"""

from __future__ import annotations

from typing import Any

from wengert.arrays import is_traced
from wengert.arrays.mesh import current_mesh
from wengert.kinds import linear
from wengert.samples import case, complexes, real


@linear(cost=lambda *_: 0)
def shard(x: Any) -> Any:
    """`x`, with its first axis dealt out among the devices of the program. Shapes: (*s) -> (*s).

    In a program of `compile(..., devices=n)` each device holds and computes an n-th of what is made of `x`, sample by
    sample; parameters stay whole on each of them, and their gradients are added up. The numbers are those of one
    device up to the order of sums, batch statistics and random draws included. Anywhere else, and where the axis is no
    multiple of n, `x` itself.

    Example:
        >>> shard(np.ones(3))
        array([1., 1., 1.])
    """
    mesh = current_mesh()
    return x if mesh is None or not is_traced(x) else mesh.deal(x)


shard.adjoint = lambda g: shard(g)
shard.batch = lambda args, batched, params, size: args[0]
shard.samples = [case(real(4, 3)), case(real()), case(complexes(2))]
