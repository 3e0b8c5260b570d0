"""What happens to loans."""

from generated.models import Loan


def note(text: str) -> None:
    """Note what happens."""


def count(loans: list[Loan]) -> int:
    """Count them."""
    return len(loans)


def has_books(book_ids: list[int]) -> bool:
    """Refuse an order of nothing."""
    return bool(book_ids)


def number(loan: Loan) -> int:
    """Tell its number."""
    return loan.id


def is_locked(loan: Loan) -> bool:
    """Tell whether it may not be touched."""
    return loan.id < 0


def word(loan: Loan) -> str:
    """Tell how it stood."""
    return str(loan.state)
