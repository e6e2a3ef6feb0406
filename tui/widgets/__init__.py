"""The few things that are drawn: one sheet, and the lines around it."""
