"""What a reader in a process apart might do to the machine; it imports nothing."""


def want(much: int) -> int:
    """Take so many bytes of memory."""
    return len(bytearray(much))


def loop() -> None:
    """Never end."""
    while True:
        pass
