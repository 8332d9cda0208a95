"""What may never enter a registry: state secrets and personal numbers, found in plain texts."""
