"""What the computed fields of members are made by."""

from typing import Any, Literal, Protocol


class Named(Protocol):
    """Whoever has a name."""

    first_name: str
    last_name: str


def full_name(member: Named) -> str:
    return f"{member.first_name} {member.last_name}"


def address_label(address):  # without annotations
    return f"{address.street}, {address.city}"


def tier(member: Any) -> Literal["gold", "plain"] | None:
    return "gold" if member.id % 2 == 0 else None


class Cards:
    """Card numbers as clients may see them."""

    @staticmethod
    def masked(member: Any) -> str:
        return "*" * 12 + str(member.card_number)[-4:]
