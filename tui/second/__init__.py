"""Double entry: the same cells keyed a second time, blind, and the differences settled."""
