"""What the tests of all resources share."""

from typing import Any

import pytest
from httpx2 import Response
from pydantic import BaseModel

from ..runtime.repository import Repository

# Bodies that are no JSON objects, or do not say so.
malformed = pytest.mark.parametrize(
    ("content", "media_type"),
    [
        pytest.param(b'{"', "application/json", id="cut_off"),
        pytest.param(b"[]", "application/json", id="list"),
        pytest.param(b"NaN", "application/json", id="nan"),
        pytest.param(b"1e999", "application/json", id="huge_number"),
        pytest.param(b"{}", "text/plain", id="plain_text"),
    ],
)


def invalid(*cases: tuple[Any, ...]) -> pytest.MarkDecorator:
    """Run a test for values that fields refuse.

    A case is a field, what is wrong, the value, and where in the value that is.
    """
    return pytest.mark.parametrize(
        ("changes", "loc"),
        [
            pytest.param({field: value}, ["body", field, *inner], id=f"{field}-{what}")
            for field, what, value, *inner in cases
        ],
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
        record.model_dump(
            mode="json", by_alias=True, exclude=exclude, exclude_computed_fields=True
        )
        for record in records
    ]


def locations(response: Response) -> list[list[str | int]]:
    """Return the places of the errors in an answer to a request that is not valid."""
    return [error["loc"] for error in response.json()["errors"]]


def without(body: dict[str, Any], *names: str) -> dict[str, Any]:
    """Return a body without some of its fields."""
    return {key: value for key, value in body.items() if key not in names}
