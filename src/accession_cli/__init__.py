"""accession: the register of tasks that a district admitted to its communities."""

__version__ = "0.1.0"
