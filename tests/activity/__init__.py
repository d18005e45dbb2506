"""Files of activity, and what becomes of them."""
