"""Test support for the Discord adapter: discord.py itself against a simulated Discord."""
