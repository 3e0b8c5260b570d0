"""Where the conformance tests get an empty store of each kind."""

import os
from importlib import import_module
from types import ModuleType

import pytest


def required(name: str) -> ModuleType:
    """Return the module of a store; without the store, skip, or fail where CI runs."""
    adapter = import_module(f".{name}", __package__)
    reason = adapter.missing()
    if reason is not None:
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return adapter
