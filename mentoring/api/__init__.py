"""The API under /api/v1/: shape and routing only; who may see what is asked of the table."""
