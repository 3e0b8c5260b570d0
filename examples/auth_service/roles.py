"""What accounts may do now, whatever their token says."""

from uuid import UUID

from fastapi import HTTPException

from generated.dependencies import RepositoryDep
from generated.models import User
from generated.security import JwtUserWithAdmin


async def require_admin(user: JwtUserWithAdmin, repo: RepositoryDep) -> None:
    """Refuse tokens of accounts that were administrators when they logged in."""
    account = await repo.get(User, UUID(user["sub"]))
    if account is None or account.role != "admin":
        raise HTTPException(403, "Not enough permissions")
