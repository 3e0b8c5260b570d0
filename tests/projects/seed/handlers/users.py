from fastapi import HTTPException
from generated.models import User
from notifications import send_notification


async def deactivate_user(id, repo):
    """Custom business logic in plain Python."""
    user = await repo.get(User, id)
    if user is None:
        raise HTTPException(status_code=404, detail="User not found")
    result = await repo.update(User, id, {"is_active": False})
    await send_notification(user.email)
    return result
