"""Stand-ins for functions that are not restgen's."""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from inspect import iscoroutinefunction, signature, unwrap
from pkgutil import resolve_name
from typing import Any

import pytest
from fastapi import FastAPI
from pydantic import BaseModel

_SAME = object()
_PACKAGE = __name__.rpartition(".tests.")[0]


class Instance:
    """Equals an instance of a class; one of a model only with the same content."""

    def __init__(self, kind: type, content: Mapping[str, Any] | None = None) -> None:
        """Expect what JSON has of the instance, without computed fields."""
        self.kind = kind
        self.content = content

    def __eq__(self, other: object) -> bool:
        """Compare with what a function was called with."""
        if self.content is None or not isinstance(other, BaseModel):
            return self.content is None and isinstance(other, self.kind)
        computed = set(type(other).model_computed_fields)
        content = other.model_dump(mode="json", by_alias=True, exclude=computed)
        return type(other) is self.kind and content == self.content

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        """Show what is expected."""
        content = "..." if self.content is None else f"**{self.content}"
        return f"{self.kind.__name__}({content})"


class InTurn:
    """Results of one function, a result for each call."""

    def __init__(self, *results: Any) -> None:
        """Start with the first one."""
        self.results: Iterator[Any] = iter(results)


class Recorder:
    """Replaces functions of the application, and notes how they are called.

    They are named as in the config; names in the package start with a dot.
    """

    def __init__(self, app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> None:
        """Start without calls."""
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.provided: set[str] = set()
        self._app = app
        self._monkeypatch = monkeypatch

    def replace(self, results: Mapping[str, Any]) -> None:
        """Replace functions; what each returns, or raises where it is an exception."""
        for reference, result in results.items():
            self._set(reference, self._recording(reference, result))

    def silence(self, references: Iterable[str]) -> None:
        """Replace functions by ones that return None."""
        self.replace(dict.fromkeys(references))

    def pass_on(self, references: Iterable[str]) -> None:
        """Replace functions by ones that return what they are called with."""
        self.replace(dict.fromkeys(references, _SAME))

    def compute(self, results: Mapping[str, Any]) -> None:
        """Replace functions behind computed fields; their calls are not noted."""
        for reference, result in results.items():
            self._set(reference, _constant(result))

    def provide(self, results: Mapping[str, Any]) -> None:
        """Replace dependencies; what each gives, or raises where it is an exception."""
        for reference, result in results.items():
            dependency = _function(reference).original
            provider = self._providing(reference, result)
            overrides = self._app.dependency_overrides
            self._monkeypatch.setitem(overrides, dependency, provider)

    def restore(self, references: Iterable[str]) -> None:
        """Let dependencies run that were replaced."""
        for reference in references:
            overrides = self._app.dependency_overrides
            self._monkeypatch.delitem(overrides, _function(reference).original)

    def fail(self, store: object, method: str, after: int) -> None:
        """Let writes of one kind fail, after so many that do not."""
        write = getattr(store, method)
        results = iter(range(after))

        async def write_or_fail(*args: Any, **kwargs: Any) -> Any:
            if next(results, None) is None:
                raise RuntimeError("failed")
            return await write(*args, **kwargs)

        self._monkeypatch.setattr(store, method, write_or_fail)

    def _providing(self, reference: str, result: Any) -> Callable[[], Any]:
        async def provide() -> Any:
            self.provided.add(reference)
            return _outcome(result)

        return provide

    def _recording(self, reference: str, result: Any) -> Callable[..., Any]:
        function = _function(reference)

        def record(*args: Any, **kwargs: Any) -> Any:
            signature(function.original).bind(*args, **kwargs)
            self.calls.append((reference, kwargs))
            return next(iter(kwargs.values())) if result is _SAME else _outcome(result)

        async def record_awaited(*args: Any, **kwargs: Any) -> Any:
            value = record(*args, **kwargs)
            return await value(**kwargs) if iscoroutinefunction(value) else value

        return record_awaited if function.awaited else record

    def _set(self, reference: str, replacement: Any) -> None:
        function = _function(reference)
        if function.static:
            replacement = staticmethod(replacement)
        for holder, name in function.places:
            self._monkeypatch.setattr(holder, name, replacement)


@dataclass
class _Function:
    original: Any
    awaited: bool
    static: bool
    # Where the package holds it, or will import it from.
    places: list[tuple[Any, str]]


@cache
def _function(reference: str) -> _Function:
    """Find a function, before anybody replaces it."""
    path = f"{_PACKAGE}{reference}" if reference.startswith(".") else reference
    owner, _, name = path.rpartition(".")
    holder, original = resolve_name(owner), resolve_name(path)
    awaited = iscoroutinefunction(unwrap(original))
    if isinstance(holder, type):
        return _Function(original, awaited, static=True, places=[(holder, name)])
    places = _places().get(id(original), [(holder, name)])
    return _Function(original, awaited, static=False, places=places)


@cache
def _places() -> dict[int, list[tuple[Any, str]]]:
    """Find the names that the package holds functions by."""
    places: dict[int, list[tuple[Any, str]]] = {}
    for path, module in sys.modules.items():
        if path.startswith(f"{_PACKAGE}."):
            for name, value in vars(module).items():
                if callable(value):
                    places.setdefault(id(value), []).append((module, name))
    return places


def _constant(result: Any) -> Callable[..., Any]:
    return lambda *_: result


def _outcome(result: Any) -> Any:
    value = next(result.results) if isinstance(result, InTurn) else result
    if isinstance(value, Exception):
        raise value
    return value
