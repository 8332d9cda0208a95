"""The scheme's terms as frozen values; nothing here reads a registry's files, git or the clock."""
