"""ratingsbot on Discord: a thin adapter over discord.py."""
