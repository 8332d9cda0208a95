"""Findings → text. A format is a function in the table ``formats.FORMATS``."""
