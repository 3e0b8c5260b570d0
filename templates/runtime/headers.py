"""Headers and cookies whose values are only known at run time."""

import json
import re
from typing import Literal, TypedDict, Unpack

from fastapi import Response
from pydantic_core import to_jsonable_python

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]+")


def header_text(value: object) -> str:
    """Write a value so that it cannot end its header, whatever it is made of."""
    plain = to_jsonable_python(value)
    text = plain if isinstance(plain, str) else json.dumps(plain)
    text = _CONTROLS.sub(" ", text).strip()
    return text.encode("latin-1", "replace").decode("latin-1")


def set_header(response: Response, name: str, value: object) -> None:
    """Set a header of a response; None leaves it out."""
    if value is not None:
        response.headers[name] = header_text(value)


class CookieAttributes(TypedDict, total=False):
    """What a cookie has beside its value."""

    max_age: int
    path: str
    domain: str
    secure: bool
    httponly: bool
    samesite: Literal["lax", "strict", "none"]


def set_cookie(
    response: Response,
    name: str,
    value: object,
    **attributes: Unpack[CookieAttributes],
) -> None:
    """Set a cookie of a response; None leaves it out."""
    if value is not None:
        response.set_cookie(name, header_text(value), **attributes)
