"""What the province's report says: sections made from completeness, scores and tasks, all of them pure."""
