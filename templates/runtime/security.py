"""Who calls: what credentials are worth, and the answers to those without."""

from collections.abc import Callable, Mapping
from typing import Any, TypeGuard, TypeVar
from weakref import WeakKeyDictionary

from fastapi import HTTPException
from fastapi.openapi.models import OAuth2 as OAuth2Model
from fastapi.openapi.models import OAuthFlowClientCredentials, OAuthFlows
from fastapi.requests import HTTPConnection
from fastapi.security import HTTPBasic, HTTPBasicCredentials, OAuth2
from fastapi.security.utils import get_authorization_scheme_param
from typing_extensions import override

from .exceptions import ApiError

UserT = TypeVar("UserT")
EndpointT = TypeVar("EndpointT", bound=Callable[..., Any])


class NotAuthenticatedError(ApiError):
    """The request has no credential that anybody accepts."""

    status_code = 401
    detail = "Not authenticated"


class NotAllowedError(ApiError):
    """The user is known, and may not do this."""

    status_code = 403
    detail = "Not enough permissions"


_Errors = tuple[type[ApiError], type[ApiError]]
_refused_as: WeakKeyDictionary[Callable[..., Any], _Errors] = WeakKeyDictionary()


def refused_as(
    unauthorized: type[ApiError] = NotAuthenticatedError,
    forbidden: type[ApiError] = NotAllowedError,
) -> Callable[[EndpointT], EndpointT]:
    """Let an endpoint refuse callers with errors of its own.

    Stands below the decorator of the route, next to the function.
    """

    def register(endpoint: EndpointT) -> EndpointT:
        _refused_as[endpoint] = (unauthorized, forbidden)
        return endpoint

    return register


def refusal(
    connection: HTTPConnection, challenge: str, *, is_forbidden: bool = False
) -> ApiError:
    """Build the answer to a caller who is unknown, or who lacks a scope."""
    endpoint = connection.scope.get("endpoint")
    declared = _refused_as.get(endpoint) if callable(endpoint) else None
    unauthorized, forbidden = declared or (NotAuthenticatedError, NotAllowedError)
    if is_forbidden:
        return forbidden()
    asks = unauthorized.status_code == NotAuthenticatedError.status_code
    return unauthorized(headers={"WWW-Authenticate": challenge} if asks else None)


def is_known(user: UserT | None) -> TypeGuard[UserT]:
    """Whether a verifier accepted the credential: None and False are nobody."""
    return user is not None and user is not False


def has_scopes(user: Any, *scopes: str) -> bool:
    """Whether a user has all of these, in ``scopes``, or with spaces in ``scope``."""
    granted: set[object] = set()
    for name in ("scope", "scopes"):
        is_mapping = isinstance(user, Mapping)
        value = user.get(name) if is_mapping else getattr(user, name, None)
        if isinstance(value, str):
            granted.update(value.split())
        elif isinstance(value, list | tuple | set | frozenset):
            granted.update(item for item in value if isinstance(item, str))
    return granted.issuperset(scopes)


def locate_tokens(scheme: OAuth2, url: str) -> None:
    """Document where clients get tokens, where only the environment knows that."""
    if isinstance(scheme.model, OAuth2Model):
        flows = scheme.model.flows
        for flow in (flows.password, flows.clientCredentials):
            if flow is not None:
                flow.tokenUrl = url


class OAuth2ClientCredentialsBearer(OAuth2):
    """The flow of OAuth2 in which programs get tokens for themselves."""

    def __init__(
        self,
        url: str,
        scheme_name: str,
        scopes: dict[str, str] | None = None,
        description: str | None = None,
        *,
        auto_error: bool = True,
    ) -> None:
        """Say where programs get their tokens."""
        flow = OAuthFlowClientCredentials(tokenUrl=url, scopes=scopes or {})
        super().__init__(
            flows=OAuthFlows(clientCredentials=flow),
            scheme_name=scheme_name,
            description=description,
            auto_error=auto_error,
        )

    @override
    async def __call__(self, request: HTTPConnection) -> str | None:
        """Return the token of a request."""
        scheme, token = get_authorization_scheme_param(await super().__call__(request))
        if scheme.lower() == "bearer" and token:
            return token
        if self.auto_error:
            raise self.make_not_authenticated_error()
        return None


class Basic(HTTPBasic):
    """User name and password; malformed ones are as good as none."""

    @override
    async def __call__(  # type: ignore[override]
        self, request: HTTPConnection
    ) -> HTTPBasicCredentials | None:
        """Return the credentials of a request."""
        try:
            return await super().__call__(request)
        except HTTPException:
            if self.auto_error:
                raise
            return None
