"""Keep records in git: commits land on a trunk, requests wait in an outbox. It knows no task."""
