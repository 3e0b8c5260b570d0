"""Handlers of the project."""
