"""What the tests of all resources share."""

from typing import Any

import pytest
from httpx2 import Response
from pydantic import BaseModel

from ..runtime.repository import Repository

JSON = {"Content-Type": "application/json"}

# Bodies that are no JSON objects.
malformed = pytest.mark.parametrize(
    "content",
    [b'{"', b"[]", b"NaN", b"1e999"],
    ids=["cut_off", "list", "nan", "huge_number"],
)


async def store(
    repository: Repository, model: type[BaseModel], records: list[dict[str, Any]]
) -> None:
    """Put records into the store."""
    for record in records:
        await repository.create(model, model.model_validate(record))


async def stored(
    repository: Repository,
    model: type[BaseModel],
    exclude: set[str] | None = None,
) -> list[dict[str, Any]]:
    """Return what is in the store, as JSON has it."""
    records = await repository.list(model)
    return [
        record.model_dump(mode="json", by_alias=True, exclude=exclude)
        for record in records
    ]


def locations(response: Response) -> list[list[str | int]]:
    """Return the places of the errors in an answer to a request that is not valid."""
    return [error["loc"] for error in response.json()["errors"]]


def without(body: dict[str, Any], name: str) -> dict[str, Any]:
    """Return a body without one of its fields."""
    return {key: value for key, value in body.items() if key != name}
