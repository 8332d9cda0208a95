"""Documents in Chinese, made and read: the directory, forms, letters, tables."""
