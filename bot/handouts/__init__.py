"""What the union hands out: who may collect it, and who has."""
