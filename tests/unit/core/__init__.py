"""The core as people use it: what goes into the App, and what is seen coming out."""
