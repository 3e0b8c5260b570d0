"""A round trip with the generated client of the URL shortener."""

import sys

from api_client.api.default import delete_link, follow, get_link, shorten
from api_client.client import Client
from api_client.models import LinkResponse, MadeLink, NewLink

client = Client(base_url=sys.argv[1], raise_on_unexpected_status=True)
made = shorten.sync(client=client, body=NewLink(url="https://example.com/python"))
assert isinstance(made, MadeLink)
link = get_link.sync(id=made.id, client=client)
assert isinstance(link, LinkResponse)
assert (link.url, link.expires_at) == ("https://example.com/python", None)
followed = follow.sync_detailed(name=made.id, client=client)
assert followed.headers["location"] == link.url
removed = delete_link.sync_detailed(
    id=made.id, client=client, x_removal_key=made.removal_key
)
assert removed.status_code == 204
assert get_link.sync_detailed(id=made.id, client=client).status_code == 404
