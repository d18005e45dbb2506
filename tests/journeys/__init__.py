"""Long stories through the whole product, on real servers, at a time of their own."""
