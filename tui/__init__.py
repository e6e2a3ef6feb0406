"""What is seen: the officer's and the province's screens."""
