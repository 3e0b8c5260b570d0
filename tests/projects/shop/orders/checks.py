from uuid import UUID

from fastapi import HTTPException
from generated.errors import NotFoundError
from generated.models import Order


def belongs(order: Order, customer_id: UUID) -> None:
    if order.customer_id != customer_id:
        raise NotFoundError


def is_open(order: Order) -> bool:
    if order.state == "sent":
        raise HTTPException(409, "The order has left the house")
    return order.state == "open"
