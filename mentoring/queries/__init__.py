"""Read models: what a screen, a mail or a command needs, in a fixed number of queries."""
