"""The domain: people, programmes, relationships, sessions."""
