"""The organisation: units and posts by day, who may see whose customers, and the one way to read published customers."""
