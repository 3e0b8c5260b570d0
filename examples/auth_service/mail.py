"""Mail, which this example only logs."""

import logging

logger = logging.getLogger("uvicorn.error")


async def welcome(address: str) -> None:
    """Greet the owner of a new account."""
    logger.info("Mail to %s: welcome!", address)
