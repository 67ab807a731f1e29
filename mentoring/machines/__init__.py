"""The processes of the domain, one file each: states, transitions, deadlines."""
