"""Resampling layers: Upsample, PixelShuffle, PixelUnshuffle.

Knows factors and modes. Has no parameter.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wengert.nn import functional
from wengert.nn.module import Module


class Upsample(Module):
    """All axes behind the channels resampled.

    Args:
        size: Output sizes; one for all, or one each.
        scale_factor: Or how many times larger; the size is rounded down.
        mode: `nearest`, `nearest-exact`, or `linear`, `bilinear`, `trilinear` by the number of axes; for two also
            `bicubic`.
        align_corners: For the linear and cubic modes: whether the centres of the corner elements coincide.

    Example:
        >>> Upsample(scale_factor=2, mode="bilinear")(np.ones((1, 3, 4, 4))).shape
        (1, 3, 8, 8)
    """

    def __init__(
        self,
        size: int | Sequence[int] | None = None,
        scale_factor: float | Sequence[float] | None = None,
        mode: str = "nearest",
        align_corners: bool | None = None,
    ) -> None:
        super().__init__()
        self.size = size
        self.scale_factor = scale_factor
        self.mode = mode
        self.align_corners = align_corners

    def forward(self, x: Any) -> Any:
        """Shapes: (n, c, *s) -> (n, c, *p).

        Raises:
            ArgumentError: Size, factor or mode do not fit.
        """
        return functional.interpolate(x, self.size, self.scale_factor, self.mode, self.align_corners)

    def extra_repr(self) -> str:
        """Size or factor, and mode."""
        what = f"size={self.size}" if self.scale_factor is None else f"scale_factor={self.scale_factor}"
        return f"{what}, mode={self.mode!r}"


class PixelShuffle(Module):
    """Channels made into places: (*b, c r², h, w) -> (*b, c, h r, w r).

    Args:
        upscale_factor: r.

    References:
        Shi et al. (2016), Real-time single image and video super-resolution, CVPR.

    Example:
        >>> PixelShuffle(2)(np.ones((1, 8, 3, 3))).shape
        (1, 2, 6, 6)
    """

    def __init__(self, upscale_factor: int) -> None:
        super().__init__()
        self.upscale_factor = upscale_factor

    def forward(self, x: Any) -> Any:
        """Shapes: (*b, c r², h, w) -> (*b, c, h r, w r)."""
        return functional.pixel_shuffle(x, self.upscale_factor)

    def extra_repr(self) -> str:
        """Factor."""
        return f"upscale_factor={self.upscale_factor}"


class PixelUnshuffle(Module):
    """Places made into channels: (*b, c, h r, w r) -> (*b, c r², h, w).

    Args:
        downscale_factor: r.

    Example:
        >>> PixelUnshuffle(2)(np.ones((1, 2, 6, 6))).shape
        (1, 8, 3, 3)
    """

    def __init__(self, downscale_factor: int) -> None:
        super().__init__()
        self.downscale_factor = downscale_factor

    def forward(self, x: Any) -> Any:
        """Shapes: (*b, c, h r, w r) -> (*b, c r², h, w)."""
        return functional.pixel_unshuffle(x, self.downscale_factor)

    def extra_repr(self) -> str:
        """Factor."""
        return f"downscale_factor={self.downscale_factor}"
