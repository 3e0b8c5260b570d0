from generated.models import Order


async def emit_order_fulfilled(order: Order) -> None:
    print("Order", order.id, "is", order.status, flush=True)
