"""The operational CRM: what people do about it. A wing of rooms; it holds no code of its own."""
