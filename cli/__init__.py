"""The front door: commands, settings and exit codes."""
