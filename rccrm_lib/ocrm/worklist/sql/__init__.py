"""The SQL of the worklist: `terms` and what several reasons share, one file per reason, `items` last."""
