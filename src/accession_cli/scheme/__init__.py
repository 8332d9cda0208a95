"""The nouns of the scheme as frozen values. Pure: no disk, no git, no clock."""
