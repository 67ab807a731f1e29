"""Notes of class B and C as they lie in the database: sealed, each case under a key of its own."""
