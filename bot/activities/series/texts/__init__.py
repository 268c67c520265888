"""What is said about series and lessons."""
