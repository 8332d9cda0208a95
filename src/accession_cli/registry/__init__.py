"""Turn the files of a registry into records, and records into files."""
