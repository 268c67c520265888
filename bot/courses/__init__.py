"""What members would like to learn, and what came of it."""
