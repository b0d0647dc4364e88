"""ratingsbot: verified physicians rate drugs where they already talk."""

__version__ = "0.1.0"
