"""What happens to lives while parts of Perennial are away."""
