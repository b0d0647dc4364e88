"""ratingsbot in Slack: a thin adapter over slack-bolt."""
