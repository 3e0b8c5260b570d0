"""Where the server is that the tests may use."""

import os

import pytest

VARIABLE = "TEST_DATABASE_URL"


def server_address() -> str:
    """Return the address, or skip what needs it; where CI runs, that is a failure."""
    address = os.environ.get(VARIABLE, "")
    if address:
        return address
    reason = f"{VARIABLE} is not set: the address of a server that tests may use"
    if os.environ.get("CI"):
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)
