"""What the rules about silence would have done to communities whose end is known."""
