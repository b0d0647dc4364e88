"""What ratingsbot is about: drugs, reviews, physicians and their rules. Standard library only."""
