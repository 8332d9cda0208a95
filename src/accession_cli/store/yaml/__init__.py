"""The records' own dialect of YAML: reading it, and writing it in one canonical form."""
