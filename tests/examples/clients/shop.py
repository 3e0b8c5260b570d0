"""A round trip with the generated client of the shop."""

import sys

from api_client.api.catalog import get_product
from api_client.api.customers import create_customer
from api_client.api.office import create_product
from api_client.api.orders import cancel_order, create_order
from api_client.client import AuthenticatedClient, Client
from api_client.models import (
    Customer,
    CustomerCreate,
    Item,
    Order,
    OrderRequest,
    OrderState,
    Product,
    ProductCreate,
)

origin, key = sys.argv[1:]
client = Client(base_url=origin, raise_on_unexpected_status=True)
clerk = AuthenticatedClient(
    base_url=origin, token=key, prefix="", auth_header_name="X-Clerk-Key"
)
body = ProductCreate(sku="CUP-100", title="Cup", price="4.00", stock=5)
product = create_product.sync(client=clerk, body=body)
assert isinstance(product, Product)
someone = CustomerCreate(name="Bob", email="bob@example.com")
customer = create_customer.sync(client=client, body=someone)
assert isinstance(customer, Customer)
items = [Item(product_id=product.id, quantity=2)]
wanted = OrderRequest(customer_id=customer.id, items=items)
order = create_order.sync(client=client, body=wanted)
assert isinstance(order, Order)
assert (order.state, order.total) == (OrderState.PAID, "8.00")
cancelled = cancel_order.sync(id=order.id, client=client)
assert isinstance(cancelled, Order)
assert cancelled.state == OrderState.CANCELLED
again = get_product.sync(id=product.id, client=client)
assert isinstance(again, Product)
assert again.stock == 5
