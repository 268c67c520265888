"""A strict stand-in for the Telegram Bot API: one state machine, an HTTP door and an in-process door."""
