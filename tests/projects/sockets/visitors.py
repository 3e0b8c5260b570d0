"""Who connects, and from where."""

from fastapi import HTTPException, WebSocket
from fastapi.requests import HTTPConnection


async def get_visitor(websocket: WebSocket) -> str:
    name = websocket.query_params.get("name", "nobody")
    if name == "eve":
        raise HTTPException(403, "Not you")
    return name


async def find_member(api_key: str) -> dict[str, str] | None:
    return {"name": "ada"} if api_key == "swordfish" else None


async def check_origin(connection: HTTPConnection) -> None:
    """Browsers let every page connect to every server, cookies included."""
    origin = connection.headers.get("Origin")
    if origin is not None and not origin.endswith("//example.com"):
        raise HTTPException(403, "Connect from our own pages")
