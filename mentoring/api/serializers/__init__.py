"""The shapes of the API, one file per subject."""
