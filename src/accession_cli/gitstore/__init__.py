"""Git as a database: commits land on a trunk, and what waits is kept. It knows no task."""
