"""The statements of the changes, one file a table."""
