"""U-Net: sizes are kept, bridges carry detail, and what cannot be halved is refused."""

import numpy as np
import pytest

import wengert as wg
from wengert.errors import ArgumentError, ShapeError
from wengert.nn.models import UNet, build
from wengert.random import Generator

X = np.random.default_rng(0).normal(size=(3, 1, 4, 4))


def test_outputs_and_gradients_are_pytorchs():
    torch = pytest.importorskip("torch")
    F = torch.nn.functional
    model = UNet(1, 2, (2, 3), dtype="float64", generator=Generator(1))
    leaves = {n: torch.tensor(p.numpy(), requires_grad=True) for n, p in model.named_parameters()}

    def double(x, name):
        for k in (0, 3):
            x = F.conv2d(x, leaves[f"{name}.{k}.weight"], padding=1)
            norm = leaves[f"{name}.{k + 1}.weight"], leaves[f"{name}.{k + 1}.bias"]
            x = torch.relu(F.batch_norm(x, None, None, *norm, training=True))
        return x

    x = torch.tensor(X)
    top = double(x, "first")
    low = double(F.max_pool2d(top, 2), "down.0")
    up = F.conv_transpose2d(low, leaves["up.0.weight"], leaves["up.0.bias"], stride=2)
    wanted = F.conv2d(double(torch.cat([top, up], 1), "join.0"), leaves["head.weight"], leaves["head.bias"])
    found = model(X)
    np.testing.assert_allclose(found.numpy(), wanted.detach().numpy(), rtol=1e-10, atol=1e-12)
    wanted.square().sum().backward()
    (found * found).sum().backward()
    for name, p in model.named_parameters():
        np.testing.assert_allclose(p.grad.numpy(), leaves[name].grad.numpy(), rtol=1e-8, atol=1e-8, err_msg=name)


def test_compiled_is_eager():
    model = UNet(1, 2, (2, 3), generator=Generator(1)).eval()
    compiled = wg.compile(lambda x: model(x), state=model, donate=False)
    x = X.astype("float32")
    np.testing.assert_allclose(np.asarray(compiled(x).value), model(x).numpy(), atol=2e-6)


def test_every_pixel_of_the_output_sees_the_image_at_its_place():
    model = UNet(1, 1, (2, 3, 4), generator=Generator(1)).eval()
    x = np.random.default_rng(0).normal(size=(1, 1, 8, 8)).astype("float32")
    slope = wg.grad(lambda x: model(x)[0, 0, 3, 5])(x)
    assert abs(np.asarray(slope)[0, 0, 3, 5]) > 0
    assert np.count_nonzero(slope) > 32


def test_the_short_form_builds_the_same():
    assert repr(build("unet:2-4", (1, 8, 8), 3)) == repr(UNet(1, 3, (2, 4)))


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        (lambda: UNet(widths=(4,)), ArgumentError, "two sizes at least"),
        (lambda: UNet()(np.ones((1, 1, 6, 8), "float32")), ShapeError, "cannot be halved so often"),
        (lambda: build("unet:4", (1, 8, 8), 2), ArgumentError, "channels are positive integers"),
        (lambda: build("unet", (8,), 2), ShapeError, "no images"),
    ],
)
def test_nonsense_is_refused(call, error, says):
    with pytest.raises(error, match=says):
        call()
