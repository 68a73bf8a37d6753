"""Settings: file, environment and options, which of them wins, and what is said when one is wrong."""

import pytest

from notesight import config
from notesight.errors import ConfigError, UsageError
from notesight.model import Owner


@pytest.fixture
def environ(tmp_path):
    return {"NOTESIGHT_CONFIG": str(tmp_path / "config.toml"), "HOME": str(tmp_path)}


def write(environ, text):
    from pathlib import Path

    Path(environ["NOTESIGHT_CONFIG"]).write_text(text, encoding="utf-8")


def test_with_nothing_set_the_embedded_extractor_reads(environ):
    settings = config.load(environ)
    assert (settings.extractor, settings.model, settings.base_url, settings.api_key) == ("offline", None, None, None)


def test_a_key_alone_names_no_server(environ):
    settings = config.load(environ | {"OPENAI_API_KEY": "sk-secret"})
    assert (settings.extractor, settings.api_key) == ("offline", "sk-secret")


@pytest.mark.parametrize("variable", ["NOTESIGHT_MODEL", "NOTESIGHT_BASE_URL"])
def test_naming_a_model_or_a_server_makes_it_read(environ, variable):
    assert config.load(environ | {variable: "http://127.0.0.1:1/v1"}).extractor == "openai"


def test_an_option_wins_over_the_environment_and_that_over_the_file(environ):
    write(environ, 'model = "from-file"\nextractor = "from-file"\nbase_url = "http://file/v1"\n')
    settings = config.load(
        environ | {"NOTESIGHT_MODEL": "from-env", "NOTESIGHT_EXTRACTOR": "from-env"},
        {"model": "from-option", "extractor": None},
    )
    assert (settings.model, settings.extractor, settings.base_url) == ("from-option", "from-env", "http://file/v1")
    assert dict(settings.origins) == {"model": "option", "extractor": "$NOTESIGHT_EXTRACTOR", "base_url": "file"}


def test_own_names_and_addresses_make_the_owner(environ):
    write(environ, 'name = "Ada Brandt"\naddresses = ["ada@example.org", "ada@example.net"]\n')
    assert config.load(environ).owner == Owner(("Ada Brandt",), ("ada@example.org", "ada@example.net"))


def test_addresses_in_the_environment_are_separated_by_commas(environ):
    settings = config.load(environ | {"NOTESIGHT_ADDRESSES": "a@example.org, b@example.org"})
    assert settings.owner.addresses == ("a@example.org", "b@example.org")


def test_me_is_a_name_or_an_address():
    assert config.owner_from(["Ada Brandt", "ada@example.org"]) == Owner(("Ada Brandt",), ("ada@example.org",))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("model = \n", "is not valid TOML"),
        ('modle = "x"\n', "sets “modle”, which is no setting"),
        ("model = 3\n", "“model” in"),
        ("concurrency = 0\n", "“concurrency” must be a number above zero."),
        ("concurrency = true\n", "has the wrong kind of value"),
        ("timeout_seconds = -1.5\n", "“timeout_seconds” must be a number above zero."),
        ('base_url = "localhost:11434"\n', "“base_url” must begin with http:// or https://."),
        ("[prices.x]\ninput = 1\n", "[prices] must give each model an input and an output price."),
    ],
)
def test_a_wrong_file_is_said_in_a_sentence(environ, text, sentence):
    write(environ, text)
    with pytest.raises(ConfigError) as caught:
        config.load(environ)
    assert sentence in caught.value.sentence


def test_a_number_in_the_environment_must_be_one(environ):
    with pytest.raises(ConfigError) as caught:
        config.load(environ | {"NOTESIGHT_CONCURRENCY": "many"})
    assert caught.value.sentence == "“concurrency” from $NOTESIGHT_CONCURRENCY is not a number."


def test_prices_are_read(environ):
    write(environ, '[prices."my-model"]\ninput = 0.1\noutput = 0.4\n')
    assert config.load(environ).prices == {"my-model": (0.1, 0.4)}


def test_setting_a_value_keeps_the_users_own_comments(environ):
    write(environ, '# mine\nmodel = "old"  # why\n')
    path = config.config_path(environ)
    assert config.set_value(path, "model", "new") == "new"
    assert config.set_value(path, "addresses", "a@example.org, b@example.org") == ["a@example.org", "b@example.org"]
    assert path.read_text() == '# mine\nmodel = "new"  # why\naddresses = ["a@example.org", "b@example.org"]\n'


def test_unsetting_removes_the_line(environ):
    write(environ, 'model = "old"\nname = "Ada"\n')
    path = config.config_path(environ)
    assert config.unset(path, "model") is True
    assert config.unset(path, "model") is False
    assert path.read_text() == 'name = "Ada"\n'


def test_a_key_is_never_stored_nor_shown(environ):
    path = config.config_path(environ)
    with pytest.raises(UsageError, match="never stored"):
        config.set_value(path, "api_key", "sk-secret")
    assert not path.exists()
    assert "sk-secret" not in repr(config.load(environ | {"NOTESIGHT_API_KEY": "sk-secret"}))


def test_an_unknown_setting_is_refused(environ):
    with pytest.raises(UsageError, match="no setting “modle”"):
        config.set_value(config.config_path(environ), "modle", "x")
