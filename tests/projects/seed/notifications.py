async def send_notification(email: str) -> None:
    print("Good bye,", email, flush=True)
