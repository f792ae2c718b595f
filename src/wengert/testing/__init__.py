"""Contract checks: what every primitive, module, loss and optimizer must keep, ours and yours alike.

Knows the promises. Knows no particular primitive, module, loss or optimizer.
"""

from wengert.testing.primitive import check_primitive

__all__ = ["check_primitive"]
