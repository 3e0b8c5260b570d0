"""What is computed of books."""

from collections import Counter
from typing import Any, Literal

from generated.models import Part


def book_label(book: Any) -> str:
    """Title and number."""
    return f"{book.title} ({book.isbn})"


def book_size(book: Any) -> Literal["thin", "thick"] | None:
    """Tell how thick it is."""
    return "thick" if book.pages > 300 else "thin"


def book_words(book: Any) -> list[str]:
    """Take the title apart."""
    return str(book.title).split()


def book_letters(book: Any) -> dict[str, int]:
    """Count the letters of the title."""
    return dict(Counter(str(book.title)))


def book_part(book: Any) -> Part:
    """Make the first part."""
    return Part(name=book.title[:1])
