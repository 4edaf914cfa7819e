"""The analytical CRM: what the numbers say. A wing of rooms; it holds no code of its own."""
