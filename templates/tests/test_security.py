"""Credentials, scopes, refusals and signed tokens."""

from base64 import b64encode
from time import time
from types import SimpleNamespace
from typing import Any

import jwt
import pytest
from fastapi.requests import HTTPConnection
from fastapi.security import OAuth2PasswordBearer

from runtime.exceptions import ApiError
from runtime.security import (
    Basic,
    NotAllowedError,
    NotAuthenticatedError,
    OAuth2ClientCredentialsBearer,
    has_scopes,
    is_known,
    locate_tokens,
    refusal,
    refused_as,
)
from runtime.tokens import TokenVerifier

pytestmark = pytest.mark.anyio

KEY = "a secret that is long enough for every algorithm, which is 64 long"


class LogInError(ApiError):
    status_code = 401
    detail = "Log in"


class HiddenError(ApiError):
    status_code = 404
    detail = "Nothing here"


def user_with(scopes: Any) -> Any:
    return SimpleNamespace(scopes=scopes)


def connection(
    authorization: str | None = None, endpoint: object = None
) -> HTTPConnection:
    headers = [] if authorization is None else [("authorization", authorization)]
    raw = [(key.encode(), value.encode("latin-1")) for key, value in headers]
    return HTTPConnection({"type": "http", "headers": raw, "endpoint": endpoint})


@pytest.mark.parametrize("user", [None, False])
def test_nobody_is_known(user: object) -> None:
    assert not is_known(user)


@pytest.mark.parametrize("user", [True, {}, "", 0, [], user_with(())])
def test_everything_else_is_somebody(user: object) -> None:
    assert is_known(user)


@pytest.mark.parametrize(
    "user",
    [
        {"scope": "read write"},
        {"scope": " write  read "},
        {"scopes": ["read", "write", 1]},
        {"scopes": "read write"},
        {"scope": "read", "scopes": ["write"]},
        user_with(("read", "write")),
        user_with({"read", "write"}),
    ],
)
def test_scopes_are_found(user: Any) -> None:
    assert has_scopes(user, "read", "write")


@pytest.mark.parametrize(
    "user",
    [
        {},
        {"scope": "read writes"},
        {"scope": "READ WRITE"},
        {"scope": None, "scopes": None},
        {"scopes": {"read": True, "write": True}},
        {"scopes": [["read", "write"]]},
        user_with(None),
        user_with(3),
        True,
        "read write",
    ],
)
def test_other_things_grant_nothing(user: Any) -> None:
    assert not has_scopes(user, "read", "write")
    assert has_scopes(user)


def test_refusals_of_endpoints_without_errors_of_their_own() -> None:
    unknown = refusal(connection(), "Bearer")
    assert isinstance(unknown, NotAuthenticatedError)
    assert unknown.headers == {"WWW-Authenticate": "Bearer"}
    forbidden = refusal(connection(), "Bearer", is_forbidden=True)
    assert isinstance(forbidden, NotAllowedError)
    assert forbidden.headers is None


def test_refusals_by_errors_of_an_endpoint() -> None:
    @refused_as(unauthorized=LogInError, forbidden=HiddenError)
    def own() -> None:
        """Have both."""

    @refused_as(unauthorized=HiddenError)
    def hidden() -> None:
        """Ask nobody to log in."""

    unknown = refusal(connection(endpoint=own), "Bearer")
    assert isinstance(unknown, LogInError)
    assert unknown.headers == {"WWW-Authenticate": "Bearer"}
    lacking = refusal(connection(endpoint=own), "Bearer", is_forbidden=True)
    assert isinstance(lacking, HiddenError)
    unseen = refusal(connection(endpoint=hidden), "Bearer")
    assert isinstance(unseen, HiddenError)
    assert unseen.headers is None
    lacking = refusal(connection(endpoint=hidden), "Bearer", is_forbidden=True)
    assert isinstance(lacking, NotAllowedError)


@pytest.mark.parametrize(
    "authorization",
    [
        None,
        "",
        "Basic",
        "Basic ?",
        "Basic dXNlcg==",
        "Basic /w==",
        "Bearer dTpw",
        "Basic \xff",
    ],
)
async def test_malformed_basic_credentials_are_none(authorization: str | None) -> None:
    assert await Basic(auto_error=False)(connection(authorization)) is None


async def test_basic_credentials() -> None:
    encoded = b64encode(b"ada:love:lace").decode()
    found = await Basic(auto_error=False)(connection(f"Basic {encoded}"))
    assert found is not None
    assert (found.username, found.password) == ("ada", "love:lace")


@pytest.mark.parametrize("authorization", [None, "", "Bearer", "Bearer ", "Basic x"])
async def test_no_token_of_a_program(authorization: str | None) -> None:
    scheme = OAuth2ClientCredentialsBearer("/token", "machine", auto_error=False)
    assert await scheme(connection(authorization)) is None
    strict = OAuth2ClientCredentialsBearer("/token", "machine")
    with pytest.raises(Exception, match="401"):
        await strict(connection(authorization))


async def test_the_token_of_a_program() -> None:
    scheme = OAuth2ClientCredentialsBearer("/token", "machine", {"read": "Read"})
    assert await scheme(connection("bearer secret")) == "secret"
    assert scheme.model.model_dump(exclude_none=True, mode="json")["flows"] == {
        "clientCredentials": {"tokenUrl": "/token", "scopes": {"read": "Read"}}
    }


@pytest.mark.parametrize(
    ("scheme", "flow"),
    [
        (OAuth2PasswordBearer(tokenUrl=""), "password"),
        (OAuth2ClientCredentialsBearer("", "machine"), "clientCredentials"),
    ],
)
def test_the_place_of_tokens_can_be_told_later(scheme: Any, flow: str) -> None:
    locate_tokens(scheme, "https://example.com/token")
    assert getattr(scheme.model.flows, flow).tokenUrl == "https://example.com/token"


def token(
    algorithm: str | None = "HS256", secret: str | None = KEY, **claims: Any
) -> str:
    content = {"sub": "ada", "exp": int(time()) + 600} | claims
    kept = {key: value for key, value in content.items() if value is not None}
    return jwt.encode(kept, secret, algorithm)


VERIFIER = TokenVerifier(KEY, "HS256")
STRICT = TokenVerifier(
    KEY, "HS256", issuer="https://issuer", audience="tests", leeway=10
)


def test_good_tokens() -> None:
    claims = VERIFIER.verify(token(role="admin"))
    assert claims is not None
    assert (claims["sub"], claims["role"]) == ("ada", "admin")
    # What nobody asks for is not looked at.
    assert VERIFIER.verify(token(aud="anyone", iss="anyone")) is not None
    good: dict[str, Any] = {"iss": "https://issuer", "aud": ["others", "tests"]}
    assert STRICT.verify(token(**good)) is not None
    assert STRICT.verify(token(**good, exp=int(time()) - 5)) is not None


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "token",
        "a.b.c",
        "\ud800",
        "W" * 40_000,
        token() + "x",
        token(exp=None),
        token(exp="never"),
        token(exp=float("inf")),
        token(exp=int(time()) - 1),
        # The whole suite may take minutes from here to the test.
        token(nbf=int(time()) + 3600),
        token(secret=f"{KEY}!"),
        token("HS512"),
        token("none", None),
        f"{b64encode(b'[' * 30_000).decode()}.e30.x",
    ],
)
def test_tokens_that_are_not_good(wrong: str) -> None:
    assert VERIFIER.verify(wrong) is None


@pytest.mark.parametrize(
    "claims",
    [
        {},
        {"iss": "https://issuer"},
        {"aud": "tests"},
        {"iss": "https://issuer", "aud": "test"},
        {"iss": "https://issuer/", "aud": "tests"},
        {"iss": "https://issuer", "aud": "tests", "exp": int(time()) - 60},
    ],
)
def test_tokens_of_others_for_others(claims: dict[str, Any]) -> None:
    assert STRICT.verify(token(**claims)) is None


@pytest.mark.parametrize("secret", ["", "  "])
def test_an_empty_secret_ends_the_start(secret: str) -> None:
    with pytest.raises(ValueError, match="empty"):
        TokenVerifier(secret, "HS256")
