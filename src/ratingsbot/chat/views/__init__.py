"""What people read, as pure functions from the engine's values to replies."""
