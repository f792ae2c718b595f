"""Augmentation: random changes of training batches that leave what they show as it is.

Knows arrays and keys of randomness. Knows no file and no model.
"""

from wengert.data.augment.augmentation import Augmentation
from wengert.data.augment.brightness import Brightness
from wengert.data.augment.compose import Compose, Sometimes
from wengert.data.augment.contrast import Contrast
from wengert.data.augment.crop import Crop
from wengert.data.augment.cutmix import CutMix
from wengert.data.augment.erase import Erase
from wengert.data.augment.flip import Flip
from wengert.data.augment.mixup import Mixup
from wengert.data.augment.noise import Noise
from wengert.data.augment.rotate import Rotate
from wengert.data.augment.translate import Translate

__all__ = [
    "Augmentation",
    "Brightness",
    "Compose",
    "Contrast",
    "Crop",
    "CutMix",
    "Erase",
    "Flip",
    "Mixup",
    "Noise",
    "Rotate",
    "Sometimes",
    "Translate",
]
