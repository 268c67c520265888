"""What the committee reads while it organises."""
