"""The province's commands."""
