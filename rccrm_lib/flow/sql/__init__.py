"""SQL that needs tables of two rooms; one statement a file, each makes one table."""
