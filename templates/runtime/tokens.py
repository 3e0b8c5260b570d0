"""Signed tokens."""

from typing import Any

import jwt


class EmptySecretError(ValueError):
    """Anybody could sign tokens."""

    def __init__(self) -> None:
        """Say so."""
        super().__init__("The secret that tokens are signed with is empty")


class TokenVerifier:
    """Checks tokens: how they are signed, until when, for whom and by whom."""

    def __init__(
        self,
        secret: str,
        algorithm: str,
        *,
        issuer: str | None = None,
        audience: str | None = None,
        leeway: int = 0,
    ) -> None:
        """Accept one algorithm; leeway is in seconds."""
        if not secret.strip():
            raise EmptySecretError
        self._secret = secret
        self._algorithm = algorithm
        self._issuer = issuer
        self._audience = audience
        self._leeway = leeway

    def verify(self, token: str) -> dict[str, Any] | None:
        """Return the claims of a token, or None for one that is not good."""
        try:
            claims: dict[str, Any] = jwt.decode(
                token,
                self._secret,
                algorithms=[self._algorithm],
                issuer=self._issuer,
                audience=self._audience,
                leeway=self._leeway,
                options={
                    "require": ["exp"],
                    "verify_aud": self._audience is not None,
                    "verify_iss": self._issuer is not None,
                },
            )
        except (jwt.PyJWTError, ValueError, OverflowError, RecursionError):
            return None
        return claims
