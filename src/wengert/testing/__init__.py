"""Contract checks: what every primitive, module, loss and optimizer must keep, ours and yours alike.

Knows the promises. Knows no particular primitive, module, loss or optimizer.
"""

from wengert.testing.loss import check_loss
from wengert.testing.module import check_module
from wengert.testing.optimizer import check_optimizer
from wengert.testing.primitive import check_primitive

__all__ = ["check_loss", "check_module", "check_optimizer", "check_primitive"]
