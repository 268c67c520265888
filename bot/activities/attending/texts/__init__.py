"""What is said at check-in and afterwards."""
