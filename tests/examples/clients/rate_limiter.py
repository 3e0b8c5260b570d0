"""A round trip with the generated client of the rate limiter."""

import sys

from api_client.api.default import issue, quote, usage
from api_client.client import AuthenticatedClient, Client
from api_client.models import IssuedKey, Quote, Usage

origin = sys.argv[1]
client = Client(base_url=origin, raise_on_unexpected_status=True)
issued = issue.sync(client=client)
assert isinstance(issued, IssuedKey)
known = AuthenticatedClient(
    base_url=origin, token=issued.key, prefix="", auth_header_name="X-API-Key"
)
assert isinstance(quote.sync(client=known), Quote)
used = usage.sync(client=known)
assert isinstance(used, Usage)
assert (used.tier, used.tokens < used.capacity) == ("free", True)
