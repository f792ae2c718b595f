"""Parts of jobs from short texts."""

import numpy as np
import pytest

from wengert.data.augment import Compose, Crop, Mixup
from wengert.errors import ArgumentError
from wengert.optim import Schedule
from wengert.train.parts import AUGMENTATIONS, PENALTIES, SCHEDULES, augmentation_from, part, penalty_from, rate_from


def test_every_name_makes_something():
    assert all(augmentation_from([name], 3) is not None for name in AUGMENTATIONS)
    assert all(
        penalty_from([f"{name}:{numbers}"]) is not None
        for name, numbers in zip(PENALTIES, ["1", "1", "1,1.5", "1,1"], strict=True)
    )
    for name in SCHEDULES:
        rate = rate_from(0.1, name, 50, 0.2)
        assert isinstance(rate, Schedule)
        values = [float(rate(k)) for k in range(50)]
        assert 0 < max(values) <= 0.1 + 1e-9
        assert np.isfinite(values).all()


def test_augmentations_come_one_after_another():
    both = augmentation_from(["crop:1", "mixup:0.3"], 5)
    assert isinstance(both, Compose)
    assert isinstance(both.parts[0], Crop)
    assert both.parts[0].padding == 1
    assert isinstance(both.parts[1], Mixup)
    assert (both.parts[1].classes, both.parts[1].alpha) == (5, 0.3)
    assert augmentation_from([], 5) is None
    assert penalty_from([]) is None


def test_a_rate_rises_and_falls():
    rate = rate_from(0.2, "cosine", 100, 0.1)
    values = [float(rate(k)) for k in range(100)]
    assert values[0] == pytest.approx(0.02)
    assert int(np.argmax(values)) in (9, 10)
    assert values[-1] < 1e-3
    assert rate_from(0.2, "constant", 100, 0.0) == 0.2


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: augmentation_from(["flop"], 2), "did you mean flip"),
        (lambda: augmentation_from(["mixup"], 0), "mixes classes"),
        (lambda: penalty_from(["l2:strong"]), "are numbers"),
        (lambda: penalty_from(["l2"]), "other numbers are needed"),
        (lambda: part("l1:1,2,3", PENALTIES, "penalty"), "other numbers are needed"),
        (lambda: rate_from(0.1, "cosin", 10, 0.0), "did you mean cosine"),
    ],
)
def test_nonsense_is_refused(call, says):
    with pytest.raises(ArgumentError, match=says):
        call()
