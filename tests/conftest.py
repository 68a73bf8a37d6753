"""What holds in every test: no network but the loopback, and none of the tester's own settings."""

import os
import socket

import pytest

_connect = socket.socket.connect


def _loopback_only(self, address):
    if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in ("127.0.0.1", "::1", "localhost"):
        raise AssertionError(f"a test calls {address[0]}: only the loopback may be called")
    return _connect(self, address)


@pytest.fixture(autouse=True)
def _alone(monkeypatch, tmp_path):
    """Own settings, own cache, own data folder, no key, and no way out."""
    for name in [name for name in os.environ if name.startswith(("NOTESIGHT_", "OPENAI_", "XDG_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("NOTESIGHT_CONFIG", str(tmp_path / "config.toml"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setattr(socket.socket, "connect", _loopback_only)
