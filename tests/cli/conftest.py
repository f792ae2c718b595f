"""A trained model for the commands that need one: trained once."""

import pytest

from wengert.train.config import JobConfig
from wengert.train.job import run_job


@pytest.fixture(scope="session")
def trained(tmp_path_factory):
    """A run folder and the job it was made from."""
    config = JobConfig(data="iris", model="mlp:4", epochs=1, lr=0.05)
    folder = tmp_path_factory.mktemp("trained") / "iris"
    run_job(config, folder)
    return folder, config
