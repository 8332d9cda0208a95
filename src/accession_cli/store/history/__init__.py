"""Git: the one door to it, and the trunk on which a record exists."""
