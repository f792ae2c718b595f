"""The whole Transformer against PyTorch."""

import numpy as np
import pytest

from wengert import nn
from wengert.random import Generator
from wengert.tensor import value_of


def test_a_state_of_pytorch_gives_its_outputs():
    torch = pytest.importorskip("torch")
    torch.manual_seed(0)
    sizes = (6, 2, 1, 2, 5, 0.0)
    theirs = torch.nn.Transformer(*sizes, batch_first=True, dtype=torch.float64)
    ours = nn.Transformer(*sizes, batch_first=True, dtype="float64")
    ours.load_state_dict({n: t.numpy() for n, t in theirs.state_dict().items()})
    rng = np.random.default_rng(0)
    src, tgt = rng.normal(size=(2, 5, 6)), rng.normal(size=(2, 4, 6))
    mask = theirs.generate_square_subsequent_mask(4, dtype=torch.float64)
    np.testing.assert_array_equal(ours.generate_square_subsequent_mask(4), mask)
    expected = theirs(torch.tensor(src), torch.tensor(tgt), tgt_mask=mask).detach()
    np.testing.assert_allclose(value_of(ours(src, tgt, tgt_mask=mask.numpy())), expected, rtol=1e-10, atol=1e-12)
    np.testing.assert_allclose(value_of(ours(src, tgt, tgt_is_causal=True)), expected, rtol=1e-10, atol=1e-12)


def test_layers_are_drawn_each_by_itself():
    model = nn.Transformer(4, 2, 2, 2, 3, generator=Generator(0))
    first, second = (layer.linear1.weight.numpy() for layer in model.encoder.layers)
    assert (first != second).all()
    assert abs(first).max() <= (6 / 7) ** 0.5
    assert model.encoder.norm.weight.shape == (4,)


def test_parts_of_ones_own():
    encoder = nn.TransformerEncoder(nn.TransformerEncoderLayer(4, 2, 3), 1)
    model = nn.Transformer(4, 2, custom_encoder=encoder, num_decoder_layers=1, dim_feedforward=3)
    assert model.encoder is encoder
    assert model(np.ones((5, 1, 4), "float32"), np.ones((3, 1, 4), "float32")).shape == (3, 1, 4)
