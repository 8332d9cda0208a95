"""The files of a registry become records, and records become files."""
