"""The store: one façade over SQLite, one transaction per with-block."""
