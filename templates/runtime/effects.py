"""Side effects that wait until what they are about is certain."""

from collections.abc import Awaitable, Callable
from functools import partial
from types import TracebackType
from typing import Any, ParamSpec, Self

from .calls import call

ParametersT = ParamSpec("ParametersT")


class SideEffects:
    """Calls that are made in order when the block ends well, and never otherwise."""

    def __init__(self) -> None:
        """Start without any."""
        self._calls: list[Callable[[], Awaitable[Any]]] = []

    def add(
        self,
        function: Callable[ParametersT, Any],
        /,
        *args: ParametersT.args,
        **kwargs: ParametersT.kwargs,
    ) -> None:
        """Call the function at the end of the block."""
        self._calls.append(partial(call, function, *args, **kwargs))

    async def __aenter__(self) -> Self:
        """Start the block."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Make the calls, unless the block raised."""
        if kind is None:
            for effect in self._calls:
                await effect()
