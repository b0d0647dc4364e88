"""What an attacker learns from published results, by enumeration: nothing is drawn at random."""
