"""Tables of notices and deliveries."""
