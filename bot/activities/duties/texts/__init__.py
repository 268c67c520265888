"""What is said about having to come, and when somebody signs up a colleague."""
