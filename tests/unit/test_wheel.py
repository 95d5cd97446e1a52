"""The wheel is whole: from it alone, far from any checkout, the demonstration runs."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    (wheel,) = WheelBuilder(str(ROOT)).build(directory=str(folder), versions=["standard"])
    zipfile.ZipFile(wheel).extractall(folder / "site")
    return folder / "site"


@pytest.mark.parametrize("kept", ["templates", "feeds", "src/digest"])
def test_every_file_travels_in_it(unpacked, kept):
    place = unpacked / "digest" if kept == "src/digest" else unpacked / "digest/packaged" / kept
    folder = ROOT / kept
    every = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    files = [path for path in every if "__pycache__" not in path.parts]
    assert files
    assert not [file for file in files if not (place / file).is_file()]


def test_the_schema_travels_in_it(unpacked):
    shipped = unpacked / "digest/packaged/config.schema.json"
    assert shipped.read_bytes() == (ROOT / "docs/config.schema.json").read_bytes()


def test_the_demonstration_runs_from_it(unpacked, tmp_path):
    run = subprocess.run(
        [sys.executable, "-m", "digest", "demo", "demo"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(unpacked), "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert len(list((tmp_path / "demo/outbox").iterdir())) == 3
