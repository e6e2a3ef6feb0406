"""The province's screens: who sent what, what it says, and what the province answers."""
