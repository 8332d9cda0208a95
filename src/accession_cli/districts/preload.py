"""Load once what every process that reads a district needs; ``read_apart`` preloads it.

What is loaded here is not looked at by the garbage collector in those processes, which would copy
the memory that they share.
"""

import gc

import duckdb
import jsonschema_rs

from accession_cli.districts import reading, tables
from accession_cli.scheme import publication
from accession_cli.yamlfile import events

__all__ = ["duckdb", "events", "jsonschema_rs", "publication", "reading", "tables"]

for _name in tables.TABLES:
    tables.table(_name)
gc.freeze()
