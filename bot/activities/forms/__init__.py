"""What a sign-up asks, and what becomes of the answers."""
