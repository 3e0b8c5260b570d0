"""What has to work."""


async def check_queue() -> bool:
    """Look at the queue."""
    return True
