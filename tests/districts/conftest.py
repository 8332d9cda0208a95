"""A browser for the tests of the report's pages."""

from browsers import chromium, reader

__all__ = ["chromium", "reader"]
