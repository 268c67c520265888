"""What whoever runs the bot does beside it: backups, restoring, checking."""
