"""通知: one text to many members, and who has not seen it."""
