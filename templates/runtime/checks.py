"""What becomes of a request that a function of the application checks."""

import logging
from collections.abc import Awaitable
from typing import Any, TypeVar

from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.exceptions import HTTPException

from .exceptions import RepositoryError

ValueT = TypeVar("ValueT")

logger = logging.getLogger(__name__)


async def checked(check: Awaitable[ValueT]) -> ValueT:
    """Return what the check returns; False or an exception refuses the request.

    Errors that have an answer of their own keep it. Clients are told the text of a
    ``ValueError`` or ``AssertionError``, and of no other exception.
    """
    try:
        value = await check
    except (HTTPException, RepositoryError, RequestValidationError):
        raise
    except ValidationError as error:
        details = error.errors(
            include_url=False, include_context=False, include_input=False
        )
        raise RequestValidationError(details) from error
    except (ValueError, AssertionError) as error:
        raise _refused(str(error)) from error
    except Exception as error:
        logger.exception("A check failed")
        raise _refused("") from error
    if value is False:
        raise _refused("")
    return value


def _refused(message: str) -> RequestValidationError:
    detail: dict[str, Any] = {
        "loc": (),
        "msg": message or "The request is not valid",
        "type": "value_error",
    }
    return RequestValidationError([detail])
