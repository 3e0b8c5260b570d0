"""Tests of the stock, with a store in which others are always a little faster."""

from decimal import Decimal
from typing import Any, cast

import pytest

from generated.errors import OutOfStockError, WrongStateError
from generated.models import Item, Line, Order, Product
from generated.runtime.repository import Repository
from orders import states, stock

pytestmark = pytest.mark.anyio

CUSTOMER = "00000000-0000-4000-8000-000000000000"


class BusyStore:
    """Products, of which somebody buys one before each of the first updates."""

    def __init__(self, *products: Product, races: int = 0) -> None:
        self.products = {product.id: product for product in products}
        self.races = races

    async def get(self, _model: type[Product], key: int) -> Product | None:
        """Return a copy, as stores do."""
        product = self.products.get(key)
        return product and product.model_copy()

    async def update(
        self,
        _model: type[Product],
        key: int,
        data: dict[str, Any],
        *,
        filters: dict[str, Any],
    ) -> Product | None:
        """Change a product that is still as it was read."""
        product = self.products[key]
        if self.races > 0:
            self.races -= 1
            product.stock -= 1
        if product.stock != filters["stock"]:
            return None
        product.stock = data["stock"]
        return product.model_copy()


def product(number: int, stock: int, price: str = "2.50") -> Product:
    """Make a product."""
    return Product(
        id=number, sku=f"TEA-{number}", title="Tea", price=Decimal(price), stock=stock
    )


def repository(store: BusyStore) -> Repository:
    """Pass a store off as a repository."""
    return cast("Repository", cast("Any", store))


async def test_items_of_one_product_are_one_line() -> None:
    """And the total is exact."""
    store = BusyStore(product(1, 10, "0.10"), product(2, 10, "0.20"))
    reserved = await stock.reserve(
        [
            Item(product_id=2, quantity=1),
            Item(product_id=1, quantity=2),
            Item(product_id=1, quantity=1),
        ],
        repository(store),
    )
    assert [(line.product_id, line.quantity) for line in reserved.lines] == [
        (1, 3),
        (2, 1),
    ]
    assert reserved.total == Decimal("0.50")
    assert [store.products[number].stock for number in (1, 2)] == [7, 9]


async def test_others_who_are_faster_lose_nothing() -> None:
    """The stock is read again until it is what was read."""
    store = BusyStore(product(1, 10), races=3)
    await stock.reserve([Item(product_id=1, quantity=5)], repository(store))
    assert store.products[1].stock == 2


async def test_never_below_zero() -> None:
    """Also where it was enough when it was read."""
    store = BusyStore(product(1, 5), races=1)
    with pytest.raises(OutOfStockError):
        await stock.reserve([Item(product_id=1, quantity=5)], repository(store))
    assert store.products[1].stock == 4
    with pytest.raises(OutOfStockError):
        await stock.reserve([Item(product_id=9, quantity=1)], repository(store))


async def test_what_is_put_back_is_there_again() -> None:
    """And a product that is gone needs none."""
    store = BusyStore(product(1, 0), races=0)
    line = Line(product_id=1, quantity=3, price=Decimal(1))
    assert await stock.put_back(line, repository(store))
    assert store.products[1].stock == 3
    gone = Line(product_id=9, quantity=3, price=Decimal(1))
    assert not await stock.put_back(gone, repository(store))


@pytest.mark.parametrize("state", ["shipped", "cancelled"])
async def test_only_paid_orders_go_on(state: str) -> None:
    """Each of them once."""
    order = Order.model_validate(
        {"id": 1, "customer_id": CUSTOMER, "lines": [], "total": 0}
    )
    await states.must_be_paid(order)
    with pytest.raises(WrongStateError):
        await states.must_be_paid(order.model_copy(update={"state": state}))
