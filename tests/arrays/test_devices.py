"""Devices: values keep their elements wherever they go, and a device that is not there is refused."""

import numpy as np
import pytest

import wengert as wg
from wengert.arrays.devices import is_device, place
from wengert.errors import DeviceError


def test_names_of_devices_are_no_dtypes():
    assert [is_device(n) for n in ("cpu", "xla", "gpu:0", "float32", np.float32)] == [True, True, True, False, False]


def test_there_and_back():
    jax = pytest.importorskip("jax")
    there = place(np.arange(3.0), "xla")
    assert isinstance(there, jax.Array)
    assert place(there, "cpu").tolist() == [0.0, 1.0, 2.0]
    assert isinstance(place(there, "cpu"), np.ndarray)


@pytest.mark.parametrize("device", ["tpu", "cuda:9"])
def test_a_device_that_is_not_there_is_refused(device):
    with pytest.raises(DeviceError, match="there is no such device") as caught:
        wg.tensor([1.0]).to(device)
    for line in ("given", "expected", "at", "try"):
        assert f"  {line}" in str(caught.value)


def test_gradients_pass_through_a_move_and_come_back():
    x = wg.tensor([1.0, 2.0], requires_grad=True)
    (x.to("xla") ** 2).sum().backward()
    assert isinstance(x.grad.value, np.ndarray)
    assert x.grad.tolist() == [2.0, 4.0]


def test_a_move_to_where_it_lies_is_the_tensor_itself():
    x = wg.tensor([1.0])
    assert x.to("cpu") is x
