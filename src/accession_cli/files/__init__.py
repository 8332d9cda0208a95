"""Read files up to a limit, and write them whole or not at all."""
