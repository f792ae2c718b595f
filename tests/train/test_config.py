"""Job descriptions: round trips, and one clear error for each mistake."""

import pytest

from wengert.errors import ArgumentError, DataError
from wengert.train.config import JobConfig, as_toml, checked_config, read_config


def test_toml_goes_around(tmp_path):
    job = JobConfig(
        data='my "data".csv', target="kind", epochs=3, lr=0.25, standardize=False, augment=["flip", "crop:2"], clip=1.0
    )
    (tmp_path / "job.toml").write_text(as_toml(job))
    assert read_config(tmp_path / "job.toml") == job


def test_defaults_go_around(tmp_path):
    (tmp_path / "job.toml").write_text(as_toml(JobConfig()))
    assert read_config(tmp_path / "job.toml") == JobConfig()


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"optimizer": "adamm"}, "unknown optimizer: adamm(.|\n)*did you mean adam"),
        ({"model": "mpl:3"}, "unknown model: mpl(.|\n)*did you mean mlp"),
        ({"activation": "tanhh"}, "did you mean tanh"),
        ({"loss": "mse_loss"}, "unknown loss"),
        ({"epoch": 3}, "unknown option: epoch(.|\n)*did you mean epochs"),
        ({"epochs": 0}, "job: epochs is not right(.|\n)*given +0"),
        ({"lr": "fast"}, "job: lr is not right(.|\n)*given +'fast'"),
        ({"augment": ["flop"]}, "unknown augmentation: flop(.|\n)*did you mean flip"),
        ({"penalty": ["l2"]}, "other numbers are needed"),
        ({"metrics": ["acuracy"]}, "unknown metric"),
        ({"schedule": "cosin"}, "did you mean cosine"),
        ({"test_fraction": 1.0}, "test_fraction is not right"),
    ],
)
def test_mistakes_are_told(values, says):
    with pytest.raises(ArgumentError, match=says):
        checked_config(values)


def test_files_that_are_no_job_are_told(tmp_path):
    with pytest.raises(DataError, match="there is no such job"):
        read_config(tmp_path / "job.toml")
    (tmp_path / "job.toml").write_text("data: digits")
    with pytest.raises(DataError, match="is no TOML"):
        read_config(tmp_path / "job.toml")
