"""Stock: taken for an order, put back when it is cancelled."""

from dataclasses import dataclass
from decimal import Decimal

from generated.errors import OutOfStockError
from generated.models import Item, Line, Order, Product
from generated.runtime.repository import Repository


@dataclass(frozen=True)
class Reserved:
    """What an order has to pay for."""

    lines: list[Line]
    total: Decimal


async def reserve(items: list[Item], repo: Repository) -> Reserved:
    """Take every item, or none: the request is one transaction."""
    wanted: dict[int, int] = {}
    for item in items:
        wanted[item.product_id] = wanted.get(item.product_id, 0) + item.quantity
    # In one order for all, so that two orders never wait for each other.
    lines = [
        await _take(product_id, quantity, repo)
        for product_id, quantity in sorted(wanted.items())
    ]
    return Reserved(lines, sum((_amount(line) for line in lines), Decimal(0)))


async def _take(product_id: int, quantity: int, repo: Repository) -> Line:
    """Lower the stock, if it is still what was read; else read again."""
    while True:
        product = await repo.get(Product, product_id)
        if product is None or product.stock < quantity:
            raise OutOfStockError
        left = product.stock - quantity
        if await repo.update(
            Product, product_id, {"stock": left}, filters={"stock": product.stock}
        ):
            return Line(product_id=product_id, quantity=quantity, price=product.price)


async def put_back(line: Line, repo: Repository) -> bool:
    """Raise the stock again; a product that is gone needs none."""
    while product := await repo.get(Product, line.product_id):
        stock = product.stock + line.quantity
        if await repo.update(
            Product, product.id, {"stock": stock}, filters={"stock": product.stock}
        ):
            return True
    return False


async def refund_of(order: Order) -> Decimal:
    """Return what the ledger says when the money goes back."""
    return -order.total


def _amount(line: Line) -> Decimal:
    return line.price * line.quantity
