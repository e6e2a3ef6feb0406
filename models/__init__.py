"""What is known: units, periods, forms, entries, indicators and the store that keeps them."""
