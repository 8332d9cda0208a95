"""What each command does: it reads, decides with values, then writes."""
