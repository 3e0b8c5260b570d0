"""Changes of records that nobody else changed meanwhile (RFC 9110, section 13)."""

import re
from typing import Annotated, Any, TypeAlias

from fastapi import Header, HTTPException, Request, Response, status

from .repository import Condition
from .responses import ErrorBody, Responses

# FastAPI would document it as optional, or answer with 422 where it is missing.
IfMatch: TypeAlias = Annotated[
    str | None, Header(alias="If-Match", include_in_schema=False)
]
IF_MATCH: dict[str, Any] = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "description": "The `ETag` of the record as it was read, or `*` for any",
    "schema": {"type": "string", "title": "If-Match", "examples": ['"1"']},
}

_TAG = re.compile(r'(?:W/)?("[^"]*")')

# Tags of changes are strong; ours are numbers, of which none has more digits.
_VERSIONS = re.compile(r'(?:^|,)[ \t]*"([1-9][0-9]{0,17})"[ \t]*(?=,|$)')

CHANGED: Responses = {
    412: {"model": ErrorBody, "description": "Changed meanwhile"},
    428: {"model": ErrorBody, "description": "If-Match is required"},
}
NOT_MODIFIED: Responses = {304: {"description": "Not Modified"}}


def entity_tag(version: int) -> str:
    """Return what stands for a version of a record."""
    return f'"{version}"'


def unchanged(attribute: str, if_match: str | None) -> list[Condition]:
    """Narrow a write to the versions that the client knows."""
    if if_match is None:
        raise HTTPException(
            status.HTTP_428_PRECONDITION_REQUIRED, "If-Match is required"
        )
    if if_match.strip() == "*":
        return []
    versions = [int(version) for version in _VERSIONS.findall(if_match)]
    return [Condition(attribute, "in", versions)]


def changed(model: str) -> HTTPException:
    """Build the answer to a client that knows another version."""
    message = f"{model} was changed meanwhile"
    return HTTPException(status.HTTP_412_PRECONDITION_FAILED, message)


def skip_known(request: Request, response: Response) -> None:
    """Send nothing to clients that have what the tag of the response stands for."""
    known = ",".join(request.headers.getlist("if-none-match"))
    if known.strip() == "*" or response.headers["ETag"] in _TAG.findall(known):
        headers = dict(response.headers)
        raise HTTPException(status.HTTP_304_NOT_MODIFIED, headers=headers)
