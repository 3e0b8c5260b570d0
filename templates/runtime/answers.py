"""Texts of functions of which nobody knows what they return."""

from typing import Any

from fastapi import Response


def as_text(answer: Any) -> Any:
    """Write an answer as a text; a response of the function's own stays as it is."""
    if isinstance(answer, Response):
        return answer
    if isinstance(answer, bytes):
        return answer.decode()
    return "" if answer is None else str(answer)
