"""What is said about contests."""
