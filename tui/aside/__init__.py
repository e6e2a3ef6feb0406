"""Drafts that were begun by mistake: set aside with one key, and brought back."""
