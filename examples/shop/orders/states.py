"""What may be done to an order, by its state."""

from generated.errors import WrongStateError
from generated.models import Order


async def must_be_paid(order: Order) -> None:
    """Refuse what was shipped or cancelled already."""
    if order.state != "paid":
        raise WrongStateError
