"""A round trip with the generated client of the quickstart."""

import sys

from api_client.api.default import create_book, delete_book, get_book, list_books
from api_client.client import Client
from api_client.models import Book, BookCreate, BookCreateGenre

client = Client(base_url=sys.argv[1], raise_on_unexpected_status=True)
wanted = BookCreate(
    title="Persuasion",
    isbn="9780141439686",
    price="6.20",
    genre=BookCreateGenre.FICTION,
)
book = create_book.sync(client=client, body=wanted)
assert isinstance(book, Book)
assert (book.title, book.price, book.blurb) == ("Persuasion", "6.20", None)
assert get_book.sync(id=book.id, client=client) == book
listed = list_books.sync(client=client, title="suasion")
assert isinstance(listed, list)
assert [one.id for one in listed] == [book.id]
again = create_book.sync_detailed(client=client, body=wanted)
assert again.status_code == 409
assert delete_book.sync_detailed(id=book.id, client=client).status_code == 204
