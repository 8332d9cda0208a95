"""The YAML dialect of a registry's files, read and written. It knows no task."""
