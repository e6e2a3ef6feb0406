"""One module a dialog: a question with a typed answer."""
