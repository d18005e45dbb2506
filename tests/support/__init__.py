"""What tests ask for: servers, databases."""
