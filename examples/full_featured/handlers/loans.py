"""What happens to loans."""

import logging

from generated.models import Loan

logger = logging.getLogger("uvicorn.error")


def note(text: str) -> None:
    """Write down what happens."""
    logger.info("Loans: %s", text)


def count(loans: list[Loan]) -> int:
    """Count those that are not closed."""
    return sum(loan.state != "closed" for loan in loans)


def has_books(book_ids: list[int]) -> bool:
    """Refuse an order of nothing, and one of the same book twice."""
    return bool(book_ids) and len(set(book_ids)) == len(book_ids)


def number(loan: Loan) -> int:
    """Tell its number."""
    return loan.id


def is_locked(loan: Loan) -> bool:
    """Tell whether the inventory holds it: it never does with positive numbers."""
    return loan.id < 0


def word(loan: Loan) -> str:
    """Tell how it stood."""
    return str(loan.state)
