"""For tests, ours and those of a third party's adapter: a settable clock, seeded randomness, the
driver's vocabulary and the adapter contract suite."""
