"""Untrusted Word, Excel, PDF and zip files, read in a process apart, within limits."""
