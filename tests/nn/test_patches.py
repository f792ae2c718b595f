"""PatchEmbed: PyTorch's convolution, as a product."""

import numpy as np
import pytest

import wengert as wg
from wengert import nn
from wengert.errors import ShapeError
from wengert.nn.patches import PatchMap
from wengert.random import Generator
from wengert.testing import check_module

RNG = np.random.default_rng(0)


def test_it_is_pytorchs_convolution_with_its_weights():
    torch = pytest.importorskip("torch")
    torch.manual_seed(0)
    conv = torch.nn.Conv2d(3, 5, (2, 4), stride=(2, 4), dtype=torch.float64)
    embed = nn.PatchEmbed((4, 8), (2, 4), 3, 5, dtype="float64")
    embed.load_state_dict({f"proj.{n}": t.numpy() for n, t in conv.state_dict().items()})
    x = RNG.normal(size=(2, 3, 4, 8))
    leaf, own = torch.tensor(x, requires_grad=True), wg.tensor(x, requires_grad=True)
    expected, out = conv(leaf).flatten(2).transpose(1, 2), embed(own)
    np.testing.assert_allclose(out.numpy(), expected.detach(), rtol=1e-10, atol=1e-12)
    (expected**2).sum().backward()
    (out**2).sum().backward()
    np.testing.assert_allclose(own.grad.numpy(), leaf.grad, rtol=1e-10, atol=1e-12)
    np.testing.assert_allclose(embed.proj.weight.grad.numpy(), conv.weight.grad, rtol=1e-10, atol=1e-10)


def test_sizes_and_initial_values():
    embed = nn.PatchEmbed(28, 7, 1, 512, generator=Generator(0))
    assert embed.grid_size == (4, 4)
    assert embed.num_patches == 16
    for p in embed.parameters():
        assert 0.98 / 7 < abs(p.numpy()).max() <= 1 / 7


def test_it_keeps_the_contract_of_modules():
    check_module(nn.PatchEmbed(4, 2, 2, 3, generator=Generator(0)), RNG.normal(size=(2, 2, 4, 4)))
    assert PatchMap(1, 2, (2, 2), bias=False).bias is None


def test_other_images_are_refused():
    with pytest.raises(ShapeError, match="images of other sizes"):
        nn.PatchEmbed(4, 2, 1, 3)(np.ones((2, 1, 6, 6), "float32"))
    with pytest.raises(ShapeError, match="not cut evenly"):
        nn.PatchEmbed(28, 16)
