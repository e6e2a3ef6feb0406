"""What was exported, what the province said of it, and what comes back."""
