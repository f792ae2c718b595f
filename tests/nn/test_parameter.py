"""Parameters are leaves; buffers are not."""

import numpy as np
import pytest

from wengert.errors import DtypeError
from wengert.nn import Buffer, Parameter


def test_a_parameter_copies_its_data_and_takes_gradients():
    data = np.ones(2)
    p = Parameter(data)
    data[:] = 5
    (p * p).sum().backward()
    assert p.tolist() == [1.0, 1.0]
    assert p.grad.tolist() == [2.0, 2.0]


def test_a_frozen_parameter_takes_none():
    assert not (Parameter([1.0], requires_grad=False) * 2).requires_grad


def test_a_buffer_is_a_constant():
    assert not (Buffer([1.0]) * 2).requires_grad


def test_integers_cannot_be_trained():
    with pytest.raises(DtypeError, match="floating"):
        Parameter([1, 2])
