"""Credentials that the tests send."""

from base64 import b64encode
from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True)
class Credential:
    """A credential of one scheme, as requests carry it."""

    place: Literal["bearer", "basic", "header", "query", "cookie"]
    name: str = ""

    def sent(self, value: str = "credential") -> dict[str, Any]:
        """Return the arguments of a request with it."""
        match self.place:
            case "bearer":
                return _authorization(f"Bearer {value}")
            case "basic":
                encoded = b64encode(f"user:{value}".encode()).decode()
                return _authorization(f"Basic {encoded}")
            case "header":
                return {"headers": {self.name: value}}
            case "query":
                return {"params": {self.name: value}}
            case "cookie":
                return {"headers": {"Cookie": f"{self.name}={value}"}}

    def malformed(self) -> list[dict[str, Any]]:
        """Return the arguments of requests with something that is no credential."""
        match self.place:
            case "bearer":
                values = ["", "Bearer", "Bearer ", "Digest x", "Basic dXNlcjpwYXNz"]
                return [_authorization(value) for value in values]
            case "basic":
                values = [
                    "",
                    "Basic",
                    "Basic ?",
                    "Basic dXNlcg==",
                    "Basic /w==",
                    "Bearer x",
                ]
                return [_authorization(value) for value in values]
            case _:
                return [self.sent("")]


def _authorization(value: str) -> dict[str, Any]:
    return {"headers": {"Authorization": value}}
