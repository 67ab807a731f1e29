"""What else is written with a change, what follows from it, and what is locked before it."""
