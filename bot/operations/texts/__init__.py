"""What whoever runs the bot reads at the terminal."""
