"""The bookshop of examples/quickstart, written by hand."""
