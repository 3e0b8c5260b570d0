"""What the calls do, once they are paid for."""

from generated.models import Quote, Report


async def quote() -> Quote:
    """Give a quotation."""
    return Quote(text="Everything should be made as simple as possible.")


async def report() -> Report:
    """Pretend to work hard."""
    return Report(rows=1_000_000)
