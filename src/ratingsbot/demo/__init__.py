"""A hospital that doesn't exist, with people and ratings that are all invented, and say so."""
