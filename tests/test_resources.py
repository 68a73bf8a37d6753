"""The prompts and fixtures of a checkout, and of an installed wheel."""

import pytest

from notesight import resources


@pytest.mark.parametrize("name", ["prompts", "fixtures"])
def test_a_checkout_has_them_beside_the_package(name):
    found = resources.folder(name)
    assert found.is_dir()
    assert (found.parent / "pyproject.toml").exists()


def test_an_installed_package_has_them_inside(monkeypatch, tmp_path):
    package = tmp_path / "site-packages" / "notesight"
    (package / "prompts").mkdir(parents=True)
    (package.parent / "prompts").mkdir()  # of somebody else
    monkeypatch.setattr(resources, "_PACKAGE", package)
    assert resources.folder("prompts") == package / "prompts"
