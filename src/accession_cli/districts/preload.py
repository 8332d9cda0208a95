"""Import once what every process that reads a district needs; ``read_apart`` preloads it."""

import duckdb
import jsonschema_rs

from accession_cli.districts import reading

__all__ = ["duckdb", "jsonschema_rs", "reading"]
