"""The starter catalogue and the national list of units, as data."""
