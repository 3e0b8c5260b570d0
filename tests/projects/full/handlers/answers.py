"""Answers of every kind."""

from collections.abc import Iterator
from pathlib import Path


def page() -> str:
    """Greet."""
    return "<h1>Library</h1>"


def go() -> str:
    """Lead to the page."""
    return "/api/v1/page"


def report() -> Path:
    """Find a file."""
    return Path(__file__)


def rows() -> Iterator[str]:
    """Yield a table."""
    yield "title,pages\n"
    yield "Dune,600\n"


def settings() -> dict[str, str]:
    """Tell what was chosen."""
    return {"size": "small"}


def save_settings() -> dict[str, str]:
    """Keep what was chosen."""
    return {"size": "large"}
