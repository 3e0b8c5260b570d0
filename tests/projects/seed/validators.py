def can_fulfill(order, body):
    if order.status != "open":
        raise ValueError("Only open orders can be fulfilled")
    return {"status": "fulfilled", "note": body.note}
