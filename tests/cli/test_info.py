"""`wengert info`: what a bug report needs."""

from typer.testing import CliRunner

import wengert
from wengert.cli.entry import app


def test_versions_devices_and_names_are_told():
    done = CliRunner().invoke(app, ["info"])
    assert done.exit_code == 0
    for part in (wengert.__version__, "numpy", "cpu", "digits", "adam"):
        assert part in done.output.lower()
