"""Interest groups: who belongs to which, and what is told to them."""
