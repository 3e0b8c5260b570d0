"""Answers of functions of which nobody knows what they return."""

from typing import Any, TypeVar

from fastapi import BackgroundTasks, Response, status
from starlette.background import BackgroundTask

AnswerT = TypeVar("AnswerT")


def as_text(answer: Any) -> Any:
    """Write an answer as a text; a response of the function's own stays as it is."""
    if isinstance(answer, Response):
        return answer
    if isinstance(answer, bytes):
        return answer.decode()
    return "" if answer is None else str(answer)


def after_success(answer: AnswerT, tasks: BackgroundTasks, count: int) -> AnswerT:
    """Run tasks behind the one that a response of the function's own brings.

    The last ones run only if the response is no error.
    """
    if isinstance(answer, Response):
        if answer.status_code >= status.HTTP_400_BAD_REQUEST:
            del tasks.tasks[-count:]
        if answer.background is not None:
            tasks.tasks.insert(0, BackgroundTask(answer.background))
        answer.background = tasks
    return answer
