"""Each adapter driven through a simulation of its platform."""
