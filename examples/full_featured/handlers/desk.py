"""The front desk."""

from typing import Any


def whoami(user: dict[str, Any]) -> dict[str, Any]:
    """Tell who calls."""
    return {"user": user["sub"]}
