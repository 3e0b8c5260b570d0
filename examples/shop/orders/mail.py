"""Mail, which this example only logs."""

import logging

from generated.models import Customer, Order

logger = logging.getLogger("uvicorn.error")


async def thank(customer: Customer, order: Order) -> None:
    """Confirm an order, once it is certain."""
    logger.info("Mail to %s: thank you for order %s", customer.email, order.id)


async def announce(order: Order) -> None:
    """Say that a parcel is on its way."""
    logger.info("Order %s is on its way", order.id)
