"""The nouns of the scheme: frozen values, no input or output, no clock."""
