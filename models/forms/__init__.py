"""The form engine: run time only, standard library only."""
