"""Make and read documents in Chinese: the directory, forms, letters, tables."""
