"""What a page says: rows and engine values put into plain words."""
