"""This computer's key: made, compared by telephone, certified."""
