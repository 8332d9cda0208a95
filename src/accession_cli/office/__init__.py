"""Read untrusted Word, Excel, PDF and zip files, within limits."""
