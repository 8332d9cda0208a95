"""Read and write the YAML dialect of a registry's files, whatever they hold."""
