"""What is told: completeness, scores and tasks as tables, one writer a format."""
