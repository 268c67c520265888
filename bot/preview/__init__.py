"""The real bot against an embedded stand-in for the Bot API, with a chat page in the browser."""
