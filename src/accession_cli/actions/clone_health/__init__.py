"""What is well and what is not in a clone: facts gathered first, then judged, then mended."""
