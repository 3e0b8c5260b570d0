"""Windows into collections."""

from typing import Annotated, Generic, TypeVar
from urllib.parse import quote, urlencode

from fastapi import Query, Request
from pydantic import BaseModel

from .locations import quoted_root

ItemT = TypeVar("ItemT")

MAX_SKIP = 2**31

Skip = Annotated[int, Query(ge=0, le=MAX_SKIP, description="Records to leave out")]


class Page(BaseModel, Generic[ItemT]):
    """One window of a collection; the total is null where it is not counted."""

    items: list[ItemT]
    total: int | None
    skip: int
    limit: int


def page_headers(
    request: Request, *, skip: int, limit: int, returned: int, total: int | None
) -> dict[str, str]:
    """Tell how to reach the other windows (RFC 8288), and the total where it is known.

    The links are relative to the server's root and keep the other query parameters.
    """
    headers = {} if total is None else {"X-Total-Count": str(total)}
    more = returned == limit if total is None else skip + limit < total
    starts: dict[str, int] = {}
    if skip > 0:
        starts["first"] = 0
        starts["prev"] = max(0, skip - limit)
    if more and skip + limit <= MAX_SKIP:
        starts["next"] = skip + limit
    if starts and total is not None:
        starts["last"] = min(
            max(0, skip + (total - 1 - skip) // limit * limit), MAX_SKIP
        )
    if starts:
        address = _address(request)
        headers["Link"] = ", ".join(
            f'<{address}skip={start}&limit={limit}>; rel="{relation}"'
            for relation, start in starts.items()
        )
    return headers


def _address(request: Request) -> str:
    """Return the requested address, up to where the window belongs."""
    query = [
        (name, value)
        for name, value in request.query_params.multi_items()
        if name not in {"skip", "limit"}
    ]
    others = f"{urlencode(query, errors='replace')}&" if query else ""
    return f"{_path(request)}?{others}"


def _path(request: Request) -> str:
    """Return the requested path, with the root that some servers leave out."""
    root = quoted_root(request)
    path = quote(request.scope["path"], errors="replace")
    if path != root and not path.startswith(f"{root}/"):
        path = root + path
    # A leading ``//`` would name another host.
    return "/%2F" + path[2:] if path.startswith("//") else path
