"""Packing and padding give what PyTorch's functions of the same names give."""

import numpy as np
import pytest

import wengert as wg
from wengert import nn
from wengert.errors import ArgumentError, ShapeError

LENGTHS = [3, 1, 2]


@pytest.mark.parametrize("batch_first", [False, True])
@pytest.mark.parametrize("total", [None, 6])
def test_there_and_back_is_pytorchs(batch_first, total):
    rnn = pytest.importorskip("torch").nn.utils.rnn
    torch = pytest.importorskip("torch")
    x = np.random.default_rng(0).normal(size=(3, 4, 2) if batch_first else (4, 3, 2))
    ours = nn.pack_padded_sequence(x, LENGTHS, batch_first, enforce_sorted=False)
    theirs = rnn.pack_padded_sequence(torch.tensor(x), LENGTHS, batch_first, enforce_sorted=False)
    found, lengths = nn.pad_packed_sequence(ours, batch_first, -1.0, total)
    expected, sizes = rnn.pad_packed_sequence(theirs, batch_first, -1.0, total)
    np.testing.assert_array_equal(found, expected.numpy())
    np.testing.assert_array_equal(lengths, sizes.numpy())


@pytest.mark.parametrize("batch_first", [False, True])
def test_sequences_are_padded_as_pytorch_pads_them(batch_first):
    torch = pytest.importorskip("torch")
    parts = [np.random.default_rng(n).normal(size=(n, 2)) for n in LENGTHS]
    theirs = torch.nn.utils.rnn.pad_sequence([torch.tensor(p) for p in parts], batch_first, 5.0)
    np.testing.assert_array_equal(nn.pad_sequence(parts, batch_first, 5.0), theirs.numpy())
    packed = nn.pack_sequence(parts, enforce_sorted=False)
    assert packed.lengths.tolist() == LENGTHS
    assert packed.padded.shape == (3, 3, 2)


def test_padding_passes_gradients_and_float32():
    part = wg.tensor(np.ones((2, 1), "float32"), requires_grad=True)
    out = nn.pad_sequence([part, np.ones((3, 1), "float32")])
    assert out.dtype == np.float32
    (out * np.arange(6, dtype="float32").reshape(3, 2, 1)).sum().backward()
    assert part.grad.tolist() == [[0.0], [2.0]]


def test_what_does_not_fit_is_refused():
    x = np.ones((3, 2, 1))
    with pytest.raises(ArgumentError, match="lengths grow"):
        nn.pack_padded_sequence(x, [1, 2])
    with pytest.raises(ArgumentError, match="a length is out of range"):
        nn.pack_padded_sequence(x, [4, 2])
    with pytest.raises(ArgumentError, match="total_length is too short"):
        nn.pad_packed_sequence(nn.pack_padded_sequence(x, [3, 2]), total_length=2)
    with pytest.raises(ShapeError, match="differ in more than their length"):
        nn.pad_sequence([np.ones((2, 1)), np.ones((2, 2))])
