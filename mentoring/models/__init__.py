"""Tables of the domain, one file per subject."""
