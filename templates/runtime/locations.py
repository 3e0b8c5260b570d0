"""Addresses of the application's own resources."""

from base64 import urlsafe_b64encode
from urllib.parse import quote
from uuid import UUID

from fastapi import Request
from pydantic_core import to_jsonable_python


def location(request: Request, template: str, /, **parameters: object) -> str:
    """Fill a path template such as ``/users/{id}``, relative to the server's root.

    Values are percent-encoded (RFC 3986, section 2.1), slashes included.
    """
    segments = {name: _segment(value) for name, value in parameters.items()}
    return quoted_root(request) + template.format_map(segments)


def quoted_root(request: Request) -> str:
    """Return the path under which a proxy or a parent serves the application."""
    root: str = request.scope.get("root_path", "")
    return quote(root.rstrip("/"), errors="replace")


def _segment(value: object) -> str:
    """Write the value as a path parameter of its type reads it."""
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, bytes):
        text = urlsafe_b64encode(value).decode()
    else:
        text = str(to_jsonable_python(value))
    return quote(text, safe="", errors="replace")
