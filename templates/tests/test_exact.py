"""Decimal numbers as texts of SQLite."""

import sqlite3
from decimal import Decimal
from itertools import pairwise
from random import Random

import pytest

from runtime.adapters.columns import exact_number, exact_text
from runtime.adapters.sqlite import prepare


def numbers() -> list[Decimal]:
    """Return numbers of all sizes, some of them equal but for zeros at their ends."""
    random = Random(1)  # noqa: S311
    found = [Decimal(text) for text in ("0", "0.0", "-0.00", "1E+2", "1E-7", "1E+400")]
    for _ in range(2000):
        digits = random.randrange(10 ** random.choice([1, 2, 3, 20, 60]))
        exponent = random.choice([0, 1, 2, 15, 30])
        found.append(Decimal(f"{random.choice(['', '-'])}{digits}E-{exponent}"))
    return found + [Decimal(10**size - less) for size in range(120) for less in (0, 1)]


def test_they_are_read_as_they_were_written() -> None:
    for value in numbers():
        text = exact_text(value)
        read = exact_number(text)
        plain = Decimal(f"{value:f}")
        assert read == value, text
        # PostgreSQL keeps no sign of zero and no exponent either.
        assert read.as_tuple() == (plain.copy_abs() if not value else plain).as_tuple()


def test_sqlite_orders_them_as_numbers() -> None:
    values = numbers()
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE numbers (value TEXT COLLATE RTRIM)")
    rows = [(exact_text(value),) for value in values]
    connection.executemany("INSERT INTO numbers VALUES (?)", rows)
    found = connection.execute("SELECT value FROM numbers ORDER BY value")
    assert [exact_number(text) for (text,) in found] == sorted(values)
    for left, right in pairwise(sorted(values)):
        texts = (exact_text(left), exact_text(right))
        query = "SELECT ? = ? COLLATE RTRIM"
        (is_equal,) = connection.execute(query, texts).fetchone()
        assert is_equal == (left == right), texts
    connection.close()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("12.50", "b12.5 "),
        ("-12.50", "Y87.4~ "),
        ("7", "a7."),
        ("0.05", "a0.05"),
        ("1E+25", f"za1{'0' * 25}."),
    ],
)
def test_how_they_look(value: str, text: str) -> None:
    assert exact_text(Decimal(value)) == text


def test_migrations_convert_them() -> None:
    connection = sqlite3.connect(":memory:")
    prepare(connection, 1)
    query = "SELECT to_exact(?), from_exact(to_exact(?))"
    for value, text, plain in [
        (3, "a3.", "3"),
        (1.5, "a1.5", "1.5"),
        ("1.50", "a1.5 ", "1.50"),
        (None, None, None),
    ]:
        assert connection.execute(query, (value, value)).fetchone() == (text, plain)
    connection.close()
