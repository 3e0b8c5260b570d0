"""The page to chat in."""

from functools import cache
from pathlib import Path


@cache
def index() -> str:
    """Read the page, once."""
    return Path(__file__).with_name("page.html").read_text("utf-8")
