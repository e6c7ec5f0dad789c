"""El enganche con MkDocs."""
