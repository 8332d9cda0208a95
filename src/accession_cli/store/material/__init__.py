"""The text inside an agency's written material, read within limits and never kept."""
