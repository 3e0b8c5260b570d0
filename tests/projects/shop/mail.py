def announce(email: str, order_id: int) -> None:
    print("Order", order_id, "is on its way to", email, flush=True)
