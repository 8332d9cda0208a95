"""What people type, anywhere, becomes a value or a named doubt; this is the only parser."""
