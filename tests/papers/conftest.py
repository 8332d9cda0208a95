"""A browser for the tests of the directory's page."""

from browsers import chromium, reader

__all__ = ["chromium", "reader"]
