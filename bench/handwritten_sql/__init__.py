"""The bookshop of examples/quickstart on a SQL database, written by hand."""
