"""Small things over a screen: find, choose, write a line, read, look at a pasted block."""
