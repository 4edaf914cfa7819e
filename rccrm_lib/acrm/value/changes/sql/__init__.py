"""The statements of the contribution, one file a table."""
