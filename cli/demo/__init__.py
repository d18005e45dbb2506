"""A whole life while you watch: the stack, communities, and people who act by a script."""
