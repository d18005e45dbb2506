"""How people are told: what is noted, what goes out, and what can go wrong on the way."""
