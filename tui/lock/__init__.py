"""The lock: content hidden until the passphrase is typed."""
