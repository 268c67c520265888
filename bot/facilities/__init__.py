"""The union's rooms and halls: when they are open, and who booked a time there."""
