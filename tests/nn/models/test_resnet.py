"""Residual networks: a block by hand, PyTorch's layers under the same names, and sizes."""

import numpy as np
import pytest

import wengert as wg
from wengert.errors import ArgumentError, ShapeError
from wengert.nn.models import BasicBlock, ResNet, build
from wengert.random import Generator

torch = pytest.importorskip("torch")


class TorchBlock(torch.nn.Module):
    """The block in PyTorch's layers, under torchvision's names."""

    def __init__(self, before, width, stride):
        super().__init__()
        self.conv1 = torch.nn.Conv2d(before, width, 3, stride, 1, bias=False)
        self.bn1 = torch.nn.BatchNorm2d(width)
        self.conv2 = torch.nn.Conv2d(width, width, 3, 1, 1, bias=False)
        self.bn2 = torch.nn.BatchNorm2d(width)
        self.downsample = None
        if stride != 1 or before != width:
            short = torch.nn.Conv2d(before, width, 1, stride, bias=False)
            self.downsample = torch.nn.Sequential(short, torch.nn.BatchNorm2d(width))

    def forward(self, x):
        kept = x if self.downsample is None else self.downsample(x)
        return torch.relu(kept + self.bn2(self.conv2(torch.relu(self.bn1(self.conv1(x))))))


@pytest.mark.parametrize(("before", "width", "stride"), [(3, 3, 1), (2, 4, 2)])
def test_a_block_is_pytorchs_with_its_weights(before, width, stride):
    theirs = TorchBlock(before, width, stride).double()
    ours = BasicBlock(before, width, stride, dtype="float64")
    ours.load_state_dict({n: t.detach().numpy() for n, t in theirs.state_dict().items()})
    x = np.random.default_rng(0).normal(size=(4, before, 6, 6))
    wanted = theirs(torch.tensor(x))
    found = ours(x)
    np.testing.assert_allclose(found.numpy(), wanted.detach().numpy(), rtol=1e-10, atol=1e-12)
    wanted.square().sum().backward()
    (found * found).sum().backward()
    gradients = {n: p.grad.numpy() for n, p in theirs.named_parameters()}
    for name, p in ours.named_parameters():
        np.testing.assert_allclose(p.grad.numpy(), gradients[name], rtol=1e-8, atol=1e-9, err_msg=name)


def test_the_known_sizes():
    assert sum(p.size for p in ResNet((3, 3, 3)).parameters()) == 272_474  # ResNet-20 with 1 × 1 shortcuts
    names = [n for n, _ in ResNet((1, 1), (4, 8)).named_parameters()]
    assert "layer2.0.downsample.0.weight" in names
    assert "fc.bias" in names


def test_compiled_is_eager():
    model = ResNet((1, 1), (2, 3), in_channels=1, num_classes=2, generator=Generator(3)).eval()
    x = np.random.default_rng(1).normal(size=(4, 1, 5, 5)).astype("float32")
    compiled = wg.compile(lambda x: model(x), state=model, donate=False)
    np.testing.assert_allclose(np.asarray(compiled(x).value), model(x).numpy(), atol=2e-6)


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        (lambda: ResNet((1, 1), (4,)), ArgumentError, "one width for each stage"),
        (lambda: build("resnet:0-1", (1, 8, 8), 2), ArgumentError, "blocks are positive integers"),
        (lambda: build("resnet", (64,), 2), ShapeError, "no images"),
    ],
)
def test_nonsense_is_refused(call, error, says):
    with pytest.raises(error, match=says):
        call()
