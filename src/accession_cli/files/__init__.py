"""The disk: a file is replaced whole, and read no further than it may be long."""
