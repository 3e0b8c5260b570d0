"""Handlers of pages, texts and redirects."""

from fastapi import Request, Response
from fastapi.responses import HTMLResponse, PlainTextResponse
from generated.errors import GoneError
from generated.models import Thing


async def page(name):
    if name == "own":
        return HTMLResponse("<p>own</p>", headers={"X-Self": "made"})
    return f"<h1>{len(name)}</h1>"


def typed_page() -> str:
    return "<h1>typed</h1>"


def greeting(name: str | None) -> str:
    return f"Hello {name or 'nobody'}"


async def go() -> str:
    return "/plain?name=you"


def elsewhere(request: Request):
    return request.url_for("go")


async def own(kind):
    if kind == "gone":
        raise GoneError
    if kind == "text":
        return PlainTextResponse("own")
    return {"plain": kind}


def secret() -> Response:
    return PlainTextResponse("secret")


def put_thing(body: Thing, id) -> Thing:
    return Thing(name=f"{id}{body.name}")
