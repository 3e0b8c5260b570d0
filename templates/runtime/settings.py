"""How the environment is read."""

from typing import Annotated, TypeVar

from pydantic import BeforeValidator, ValidationError
from pydantic_settings import BaseSettings, NoDecode

SettingsT = TypeVar("SettingsT", bound=BaseSettings)


def _split(value: object) -> object:
    if not isinstance(value, str):
        return value
    return tuple(part.strip() for part in value.split(",") if part.strip())


CommaSeparated = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split)]


class SettingsError(RuntimeError):
    """The environment lacks what the application needs to start."""


def load_settings(settings: type[SettingsT]) -> SettingsT:
    """Read all settings; what is wrong is one error that names each variable."""
    try:
        return settings()
    except ValidationError as error:
        problems = [
            _problem(settings, str(details["loc"][0]), details["type"], details["msg"])
            for details in error.errors(
                include_url=False, include_context=False, include_input=False
            )
        ]
    raise SettingsError("; ".join(problems))


def _problem(settings: type[BaseSettings], place: str, kind: str, reason: str) -> str:
    """Name the variable, and the keys of the config that need it; never its value."""
    for name, field in settings.model_fields.items():
        alias = field.validation_alias
        variable = alias if isinstance(alias, str) else name.upper()
        if place in {name, variable}:
            wrong = "is not set" if kind == "missing" else f"is wrong: {reason}"
            return f"{variable} {wrong}, which {field.description} needs"
    return f"{place}: {reason}"
