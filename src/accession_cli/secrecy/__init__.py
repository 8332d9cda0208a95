"""Find what may never enter a registry: state secrets and personal numbers in plain texts."""
