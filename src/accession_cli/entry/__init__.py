"""Turn what people type, anywhere, into a value or a named doubt; all parsers are here."""
