"""Tests of what the library does by itself."""

from types import SimpleNamespace
from typing import Any

import jwt
import pytest
from fastapi.security import HTTPBasicCredentials
from starlette.types import Message, Receive, Scope, Send

from generated.errors import WrongPasswordError
from generated.models import Book, Loan
from generated.settings import get_settings
from handlers import auth, checks, layers, loans, texts

pytestmark = pytest.mark.anyio


def test_a_token_says_who_logged_in_and_what_they_may_do() -> None:
    """The scheme "staff" finds in it what the login wrote."""
    issued = auth.log_in("bob", "builder")
    user = auth.find_by_token(issued["access_token"])
    assert user is not None
    assert (user["sub"], user["scopes"]) == ("bob", ["loans:write"])


@pytest.mark.parametrize(
    ("username", "password"),
    [("bob", "lovelace"), ("nobody", "builder"), ("nobody", "")],
)
def test_nobody_else_logs_in(username: str, password: str) -> None:
    """Neither with a token nor at the desk."""
    with pytest.raises(WrongPasswordError):
        auth.log_in(username, password)
    credentials = HTTPBasicCredentials(username=username, password=password)
    assert auth.find_by_password(credentials) is None


@pytest.mark.parametrize(
    "changes",
    [{"aud": "shop"}, {"iss": "https://other.example.com"}, {"exp": 1}],
)
def test_tokens_for_others_are_refused(changes: dict[str, Any]) -> None:
    """A signature alone is not enough."""
    secret = get_settings().jwt_secret
    claims: dict[str, Any] = {"iss": auth.ISSUER, "aud": auth.AUDIENCE, "exp": 2**40}
    good = jwt.encode(claims, secret, algorithm=auth.ALGORITHM)
    assert auth.find_by_token(good) is not None
    bad = jwt.encode(claims | changes, secret, algorithm=auth.ALGORITHM)
    assert auth.find_by_token(bad) is None


def test_keys_belong_to_somebody() -> None:
    """Texts of any kind are compared."""
    assert auth.find_by_key("ada-key") == {"sub": "ada", "scopes": auth.SCOPES["ada"]}
    assert auth.find_by_key("ädä-key") is None
    assert [auth.is_robot(token) for token in ("robot", "human")] == [True, False]


def test_orders_name_books_and_each_once() -> None:
    """An order of nothing makes no sense either."""
    orders: list[list[int]] = [[], [1, 1], [1, 2]]
    assert [loans.has_books(ids) for ids in orders] == [False, False, True]


def test_closed_loans_do_not_count() -> None:
    """Late ones do."""
    some = [
        Loan(id=1, book_id=1, reader="Ada", state="late"),
        Loan(id=2, book_id=1, reader="Ada", state="closed"),
    ]
    assert loans.count(some) == 1


def test_what_is_computed_of_a_book() -> None:
    """From its title, and its number of pages."""
    book = Book(id=1, title="Emma", isbn="7", pages=300)
    assert texts.book_label(book) == "Emma (7)"
    assert texts.book_size(book) == "thin"
    assert texts.book_letters(book) == {"E": 1, "m": 2, "a": 1}
    assert texts.book_part(book).name == "E"


async def test_requests_are_counted_by_method() -> None:
    """And the application beside the API tells how many there were."""

    async def nothing(scope: Scope, receive: Receive, send: Send) -> None:
        """Answer nothing."""

    async def receive() -> Message:
        return {"type": "http.request"}

    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    layers.REQUESTS.clear()
    logger = layers.RequestLogger(nothing, "info")
    for method in ("GET", "GET", "POST"):
        scope: Scope = {"type": "http", "method": method, "path": "/"}
        await logger(scope, receive, send)
    await layers.metrics({"type": "http"}, receive, send)
    assert sent[1]["body"] == (
        b'requests_total{method="GET"} 2\nrequests_total{method="POST"} 1\n'
    )


async def test_the_rules_are_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """The readiness check looks for them."""
    assert await checks.check_rules()
    monkeypatch.setattr(checks, "RULES", SimpleNamespace(is_file=lambda: False))
    assert not await checks.check_rules()
