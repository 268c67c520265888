"""Members: who belongs to the union, in which group, with which rights, and which account is whose."""
