"""A plugin of pytest that writes down which answers the tests of an application got.

The file that ``RESTGEN_ANSWERS`` names gets the OpenAPI document of every application
that was asked, with the method, the path and the status of each answer.
"""

import json
import os
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.types import Message, Receive, Scope, Send

answers: dict[FastAPI, set[tuple[str, str, int]]] = {}
documents: dict[FastAPI, dict[str, Any]] = {}
original = FastAPI.__call__


async def recorded(app: FastAPI, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer, and keep the status; mounted applications have documents of their own."""
    if scope["type"] != "http" or scope.get("root_path"):
        await original(app, scope, receive, send)
        return
    if app not in documents:
        # Before tests add routes of their own.
        documents[app] = app.openapi()
        app.openapi_schema = None
    method, path = scope["method"], scope["path"]

    async def kept(message: Message | MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            answers.setdefault(app, set()).add((method, path, message["status"]))
        await send(message)

    await original(app, scope, receive, kept)


def pytest_configure() -> None:
    """Listen from the start."""
    pytest.MonkeyPatch().setattr(FastAPI, "__call__", recorded)


def pytest_sessionfinish() -> None:
    """Write down what was heard."""
    found = [
        {
            "document": documents[app],
            "exchanges": [
                {"method": method, "path": path, "status": status}
                for method, path, status in sorted(exchanges)
            ],
        }
        for app, exchanges in answers.items()
    ]
    Path(os.environ["RESTGEN_ANSWERS"]).write_text(json.dumps(found))
