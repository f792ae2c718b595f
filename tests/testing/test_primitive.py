import pytest

import wengert as wg
from wengert.errors import ContractError, GradientError
from wengert.kinds import elementwise
from wengert.samples import case, real
from wengert.testing import check_primitive
from wengert.testing.primitive import CHECKS


def test_primitives_of_every_kind_pass():
    for p in (wg.tanh, wg.sum, wg.where):
        check_primitive(p)


def test_a_users_primitive_is_held_to_the_same_contract():
    @elementwise(source="DLMF 4.14")
    def gauss(x):
        """Bell. Shapes: (*s) -> (*s).

        Example:
            >>> float(gauss(0.0))
            1.0
        """
        return wg.exp(-x * x)

    gauss.partial = lambda x, out: -2 * x * out
    gauss.samples = [case(real(3, 4)), case(real())]
    check_primitive(gauss)
    gauss.partial = lambda x, out: -2.002 * x * out
    with pytest.raises(GradientError, match="jvp of `gauss` in x"):
        check_primitive(gauss)
    gauss.samples = []
    with pytest.raises(ContractError, match="samples of `gauss`"):
        check_primitive(gauss)


def test_every_check_says_what_it_checks():
    assert all(check.__doc__ for check in CHECKS.values())
