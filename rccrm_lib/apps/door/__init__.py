"""The door of the page server: who comes in, what is refused, and whose kernel is whose."""
