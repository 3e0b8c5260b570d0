"""Tests of how answers are documented."""

from typing import Any

import pytest
from fastapi.responses import HTMLResponse, PlainTextResponse, Response

from runtime.responses import (
    CONFLICT,
    INVALID,
    NOT_FOUND,
    OwnAnswers,
    documented,
    text_headers,
)

HEADERS = text_headers("X-A", "X-B")


def test_headers_are_texts() -> None:
    schema = {"schema": {"type": "string"}}
    assert schema == HEADERS["X-A"] == HEADERS["X-B"]


def test_different_statuses_stand_side_by_side() -> None:
    usual: dict[int | str, dict[str, Any]] = {200: {"headers": HEADERS}}
    assert documented(usual, NOT_FOUND, CONFLICT) == usual | NOT_FOUND | CONFLICT


def test_answers_of_other_types_share_a_status() -> None:
    plain = {"text/plain": {"schema": {"type": "string"}}}
    part = {"description": "Malformed range", "content": plain}
    joined = documented(NOT_FOUND, {404: part})
    assert joined[404]["description"] == "Not found / Malformed range"
    assert joined[404]["model"] is NOT_FOUND[404]["model"]
    assert joined[404]["content"] == plain


def test_equal_answers_stand_once() -> None:
    assert documented(NOT_FOUND, NOT_FOUND) == NOT_FOUND


@pytest.mark.parametrize("response_class", [HTMLResponse, PlainTextResponse])
def test_errors_of_pages_and_texts_are_json(response_class: type[Response]) -> None:
    app = OwnAnswers()
    example = {"content": {"application/json": {"example": {"detail": "Gone"}}}}
    responses = documented({404: NOT_FOUND[404] | example}, INVALID)

    @app.get("/{name}", response_class=response_class, responses=responses)
    async def page(name: str) -> str:
        return name

    for _ in range(2):
        document = app.openapi()
    answers = document["paths"]["/{name}"]["get"]["responses"]
    media_type = str(response_class.media_type)
    assert answers["200"]["content"] == {media_type: {"schema": {"type": "string"}}}
    assert list(answers["404"]["content"]) == ["application/json"]
    assert answers["404"]["content"]["application/json"] == {
        "schema": {"$ref": "#/components/schemas/ErrorBody"},
        "example": {"detail": "Gone"},
    }
    assert list(answers["422"]["content"]) == ["application/json"]
