"""The shell around all pages: frame, page, table; the same for whatever a page shows."""
