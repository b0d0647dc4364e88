"""What Slack sends: reading it, and answering it."""
