"""Tests of headers and cookies with values of others."""

from datetime import UTC, datetime
from decimal import Decimal
from enum import Enum
from uuid import UUID

import pytest
from fastapi import Response
from pydantic import BaseModel

from runtime.headers import header_text, set_cookie, set_header


class Colour(Enum):
    """Some values."""

    RED = "red"


class Box(BaseModel):
    """Some model."""

    size: int


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("plain", "plain"),
        ("", ""),
        (" padded ", "padded"),
        (1, "1"),
        (True, "true"),
        (1.5, "1.5"),
        (Decimal("1.50"), "1.50"),
        (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        (datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), "2026-01-02T03:04:05Z"),
        (Colour.RED, "red"),
        (Box(size=1), '{"size": 1}'),
        ([1, "é"], '[1, "\\u00e9"]'),
        ("a\r\nX-Injected: 1", "a X-Injected: 1"),
        ("a\nb\rc\x00d\x0be\x7ff\x1bg\th", "a b c d e f g h"),
        ("\r\n\r\n", ""),
        ("ü\x85é", "ü é"),
        ("€ 😀", "? ?"),
        ("\ud800", "?"),
    ],
)
def test_text_of_a_header(value: object, text: str) -> None:
    assert header_text(value) == text
    response = Response()
    set_header(response, "X-Value", value)
    assert response.raw_headers[-1] == (b"x-value", text.encode("latin-1"))


def test_none_leaves_a_header_out() -> None:
    response = Response()
    set_header(response, "X-Value", None)
    set_cookie(response, "name", None)
    assert "X-Value" not in response.headers
    assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize(
    ("value", "cookie"),
    [
        ("plain", "name=plain; Path=/; SameSite=lax"),
        ("a b", 'name="a b"; Path=/; SameSite=lax'),
        ("a; Domain=x", 'name="a\\073 Domain=x"; Path=/; SameSite=lax'),
        ('"\\', 'name="\\"\\\\"; Path=/; SameSite=lax'),
        ("a\r\nSet-Cookie: b=c", 'name="a Set-Cookie: b=c"; Path=/; SameSite=lax'),
        ("é€", 'name="\\351?"; Path=/; SameSite=lax'),
        (7, "name=7; Path=/; SameSite=lax"),
    ],
)
def test_value_of_a_cookie(value: object, cookie: str) -> None:
    response = Response()
    set_cookie(response, "name", value)
    assert response.headers.getlist("Set-Cookie") == [cookie]


def test_attributes_of_a_cookie() -> None:
    response = Response()
    set_cookie(
        response,
        "name",
        "value",
        max_age=60,
        path="/here",
        domain="example.com",
        secure=True,
        httponly=True,
        samesite="strict",
    )
    assert response.headers["Set-Cookie"] == (
        "name=value; Domain=example.com; HttpOnly; Max-Age=60; "
        "Path=/here; SameSite=strict; Secure"
    )
