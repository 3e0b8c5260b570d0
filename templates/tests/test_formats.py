"""What each format accepts, refuses and documents."""

import re
from typing import Annotated, Any
from uuid import UUID

import pytest
from pydantic import Field, TypeAdapter, ValidationError

from runtime.formats import (
    Email,
    EmailText,
    Hostname,
    Ipv4,
    Ipv6,
    Uri,
    Url,
    UuidText,
)


@pytest.mark.parametrize(
    ("kind", "value", "result"),
    [
        (Email, "Ada@EXAMPLE.com", "Ada@example.com"),
        (EmailText, "anything", "anything"),
        (Url, "HTTP://Example.com:80/a?b#c", "HTTP://Example.com:80/a?b#c"),
        (Url, "https://u:p@[::1]/", "https://u:p@[::1]/"),
        (Url, "https://bücher.example/ü", "https://bücher.example/ü"),
        (Uri, "mailto:a@b.com", "mailto:a@b.com"),
        (Uri, "urn:isbn:123", "urn:isbn:123"),
        (Uri, "file:///a%20b#c", "file:///a%20b#c"),
        (Uri, "a://[::1]:80/?b#", "a://[::1]:80/?b#"),
        (Ipv4, "192.168.0.1", "192.168.0.1"),
        (Ipv6, "FE80::1", "FE80::1"),
        (Ipv6, "::ffff:1.2.3.4", "::ffff:1.2.3.4"),
        (Hostname, "a-1.example", "a-1.example"),
        (UuidText, str(UUID(int=2**100)), str(UUID(int=2**100))),
    ],
)
def test_valid(kind: Any, value: str, result: str) -> None:
    assert TypeAdapter[Any](kind).validate_python(value) == result


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (
            Email,
            [
                "Ada <a@b.com>",
                " a@b.com",
                "a@b.com\n",
                "a",
                "a\0@b.com",
                "\ud800@b.com",
            ],
        ),
        (Url, ["example.com", "/a", "http:", "http://", "http:///a", "mailto:a@b.com"]),
        (
            Url,
            [
                "http://[0]",
                "http://a/[",
                "http://a/%x",
                "http://a b",
                "http://a\n",
                "http://a\0",
                "http://a/<>",
                "http://\ud800",
            ],
        ),
        (Uri, ["a", "1:a", "a:", " a:b", "a:b c", "a://[1]", "a:[::1]", "a:%"]),
        (Ipv4, ["1.2.3", "01.2.3.4", "256.1.1.1", "1.2.3.4\n", "1.2.3.4/8", 1]),
        (Ipv6, ["1::2::3", "fe80::1%eth0", ":", "1.2.3.4", "\ud800", 1]),
        (Hostname, ["", "-a", "a-", "a..b", "a_b", "a" * 64, "a." * 127 + "a", "ü"]),
        (UuidText, ["x", "12345678123456781234567812345678"]),
    ],
)
def test_invalid(kind: Any, values: list[object]) -> None:
    adapter: TypeAdapter[Any] = TypeAdapter(kind)
    for value in values:
        with pytest.raises(ValidationError):
            adapter.validate_python(value)


@pytest.mark.parametrize(
    ("kind", "schema"),
    [
        (Email, {"type": "string", "format": "email"}),
        (
            Annotated[Email, Field(max_length=20)],
            {"type": "string", "format": "email", "maxLength": 20},
        ),
        (EmailText, {"type": "string", "format": "email", "pattern": r"^[^\x00]*$"}),
    ],
)
def test_addresses_are_documented_alike_in_both_directions(
    kind: Any, schema: dict[str, Any]
) -> None:
    adapter: TypeAdapter[Any] = TypeAdapter(kind)
    assert adapter.json_schema() == schema
    assert adapter.json_schema(mode="serialization") == schema


@pytest.mark.parametrize(
    ("kind", "form"),
    [
        (Url, "uri"),
        (Uri, "uri"),
        (Ipv4, "ipv4"),
        (Ipv6, "ipv6"),
        (Hostname, "hostname"),
        (UuidText, "uuid"),
    ],
)
def test_formats_are_documented_with_what_is_checked(kind: Any, form: str) -> None:
    schema = TypeAdapter(Annotated[kind, Field(min_length=1)]).json_schema()
    assert schema["format"] == form
    assert (schema["type"], schema["minLength"]) == ("string", 1)
    re.compile(schema["pattern"])
