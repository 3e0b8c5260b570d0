"""The methods that a path supports."""

from fastapi import Request
from starlette.routing import Match

METHODS = ("DELETE", "GET", "HEAD", "PATCH", "POST", "PUT")


def allowed_methods(request: Request) -> list[str]:
    """List the methods that some route serves on the requested path.

    Starlette's own ``Allow`` header (RFC 9110, section 10.2.1) names the methods of
    the first route only.
    """
    return [
        method
        for method in METHODS
        if any(
            route.matches({**request.scope, "method": method})[0] is Match.FULL
            for route in request.app.routes
        )
    ]
