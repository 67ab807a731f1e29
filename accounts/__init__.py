"""Who can sign in: the user, their language and time zone; nothing else."""
