"""What the environment lacks is one error that says so."""

from typing import Annotated

import pytest
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from runtime.hosts import host_patterns
from runtime.origins import explicit_origins
from runtime.settings import CommaSeparated, SettingsError, load_settings


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_ignore_empty=True, extra="ignore")

    site: Annotated[str, Field(description='"origins"')]
    names: Annotated[CommaSeparated, Field(description='"hosts"')]
    lower_: Annotated[str, Field(description='"x"', validation_alias="lower")] = "?"


def test_values_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SITE", "https://example.com")
    monkeypatch.setenv("NAMES", "a.example, b.example,")
    monkeypatch.setenv("lower", "yes")
    settings = load_settings(Settings)
    assert settings.site == "https://example.com"
    assert settings.names == ("a.example", "b.example")
    assert settings.lower_ == "yes"


def test_missing_variables_are_one_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SITE", "")
    monkeypatch.delenv("NAMES", raising=False)
    with pytest.raises(SettingsError) as caught:
        load_settings(Settings)
    assert str(caught.value) == (
        'SITE is not set, which "origins" needs; NAMES is not set, which "hosts" needs'
    )


@pytest.mark.parametrize("origins", [["*"], ["https://a.example", "*"]])
def test_credentials_need_named_origins(origins: list[str]) -> None:
    with pytest.raises(ValueError, match="credentials"):
        explicit_origins(origins)


def test_named_origins_stay_as_they_are() -> None:
    assert explicit_origins(("https://a.example",)) == ["https://a.example"]


@pytest.mark.parametrize(
    "host", ["*", "localhost", "*.example.com", "a.example", "10.0.0.1", "[::1]"]
)
def test_host_names_and_patterns(host: str) -> None:
    assert host_patterns([host]) == [host]


@pytest.mark.parametrize(
    "host", ["", "https://a.example", "a.example:80", "a.*.example", "*example", "a b"]
)
def test_hosts_that_no_request_meets(host: str) -> None:
    with pytest.raises(ValueError, match="no host name"):
        host_patterns([host])


def test_some_host_has_to_be_trusted() -> None:
    with pytest.raises(ValueError, match="No host"):
        host_patterns([])
