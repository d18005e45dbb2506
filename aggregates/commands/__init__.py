"""What people, and the clock, may ask for; one module a subject."""
