"""The Slack adapter, driven through a simulated Slack."""
