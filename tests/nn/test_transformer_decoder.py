"""The decoder against PyTorch."""

import numpy as np
import pytest

import wengert as wg
from wengert import nn
from wengert.errors import ArgumentError
from wengert.random import Generator
from wengert.testing import check_module

RNG = np.random.default_rng(0)
MASKS = {
    "tgt_mask": np.triu(np.ones((4, 4), bool), 1),
    "memory_mask": RNG.normal(size=(4, 5)),
    "tgt_key_padding_mask": np.array([[0, 0, 0, 1], [0, 0, 0, 0]], bool),
    "memory_key_padding_mask": np.array([[0, 0, 0, 0, 1], [0, 0, 0, 1, 1]], bool),
}


@pytest.mark.parametrize("options", [{"norm_first": True}, {"activation": "gelu"}])
@pytest.mark.parametrize("masked", [False, True])
@pytest.mark.filterwarnings("ignore:Support for mismatched key_padding_mask")
def test_outputs_and_gradients_are_pytorchs(options, masked):
    torch = pytest.importorskip("torch")
    torch.manual_seed(0)
    options = {**options, "batch_first": True}
    theirs = torch.nn.TransformerDecoder(
        torch.nn.TransformerDecoderLayer(6, 2, 5, 0.0, dtype=torch.float64, **options),
        2,
        torch.nn.LayerNorm(6, dtype=torch.float64),
    )
    layer = nn.TransformerDecoderLayer(6, 2, 5, 0.0, dtype="float64", **options)
    ours = nn.TransformerDecoder(layer, 2, nn.LayerNorm(6, dtype="float64"))
    with torch.no_grad():
        for p in theirs.parameters():
            p.copy_(torch.randn_like(p) * 0.5)
    ours.load_state_dict({n: t.numpy() for n, t in theirs.state_dict().items()})
    arrays = RNG.normal(size=(2, 4, 6)), RNG.normal(size=(2, 5, 6))
    masks = MASKS if masked else {}
    leaves = [torch.tensor(a, requires_grad=True) for a in arrays]
    expected = theirs(*leaves, **{n: torch.tensor(m) for n, m in masks.items()})
    own = [wg.tensor(a, requires_grad=True) for a in arrays]
    out = ours(*own, **masks)
    np.testing.assert_allclose(out.numpy(), expected.detach(), rtol=1e-10, atol=1e-10)
    (out**3).sum().backward()
    (expected**3).sum().backward()
    for a, b in zip(own, leaves, strict=True):
        np.testing.assert_allclose(a.grad.numpy(), b.grad, rtol=1e-8, atol=1e-7)
    named = dict(theirs.named_parameters())
    for name, p in ours.named_parameters():
        np.testing.assert_allclose(p.grad.numpy(), named[name].grad, rtol=1e-8, atol=1e-7, err_msg=name)


def test_it_keeps_the_contract_of_modules():
    layer = nn.TransformerDecoderLayer(4, 2, 3, activation="gelu", batch_first=True, generator=Generator(0))
    check_module(layer, RNG.normal(size=(1, 3, 4)), RNG.normal(size=(1, 2, 4)), order=1)


def test_needs_a_layer():
    with pytest.raises(ArgumentError, match="at least one layer"):
        nn.TransformerDecoder(nn.Linear(2, 2), 0)
