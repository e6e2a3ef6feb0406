"""Words, numbers and dates in Vietnamese and English."""
