"""The wheel holds all that the program needs, and an installed one runs the demo."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHIPPED = {"prompts": "notesight/prompts", "fixtures": "notesight/fixtures", "notesight": "notesight"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


def test_the_wheel_holds_every_file_of_the_package_the_prompts_and_the_fixtures(wheel):
    inside = set(zipfile.ZipFile(wheel).namelist())
    listed = subprocess.run(["git", "ls-files", *SHIPPED], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("this is no git checkout: there is no list of files to compare with")
    wanted = set()
    for line in listed.stdout.splitlines():
        name = (
            line.strip('"').encode("latin-1", "backslashreplace").decode("unicode_escape").encode("latin-1").decode()
            if line.startswith('"')
            else line
        )
        top, _, rest = name.partition("/")
        wanted.add(f"{SHIPPED[top]}/{rest}")
    assert wanted <= inside, sorted(wanted - inside)
    extra = {name for name in inside if not name.startswith("notesight-") and name not in wanted}
    assert not {name for name in extra if name.endswith((".pyc", ".db", ".env"))}, sorted(extra)


def test_an_installed_wheel_runs_the_demo(wheel, tmp_path):
    site = tmp_path / "site"
    install = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
        "--target",
        str(site),
        str(wheel),
    ]
    subprocess.run(install, check=True, capture_output=True)
    environ = {**os.environ, "PYTHONPATH": str(site)}
    where = [sys.executable, "-c", "import notesight; print(notesight.__file__)"]
    place = subprocess.run(where, cwd=tmp_path, env=environ, capture_output=True, text=True, check=True).stdout
    assert Path(place.strip()).is_relative_to(site)
    demo = [sys.executable, "-m", "notesight", "demo", "--no-serve", "--db", "demo.db"]
    done = subprocess.run(demo, cwd=tmp_path, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert str(site) in done.stderr, "the story was read from somewhere else than from the wheel"
    assert "65 documents name" in done.stdout
