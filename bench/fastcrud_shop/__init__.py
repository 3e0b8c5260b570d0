"""The bookshop of examples/quickstart with FastCRUD."""
