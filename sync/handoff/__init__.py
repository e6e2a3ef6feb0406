"""The ways a file travels: a folder, a stick, a letter."""
