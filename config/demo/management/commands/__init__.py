"""Commands of the demo; only its settings install them."""
