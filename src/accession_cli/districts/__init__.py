"""Look at many districts as one: fetch what each published, read it, and keep it as tables."""
