"""Use cases: what people and commands do with the domain. Each says by whom and when."""
