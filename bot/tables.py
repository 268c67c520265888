"""Every table of the house, for migrations and tests."""

from bot import audit, outbox, reminders
from bot.members import model as members
from bot.storage.engine import metadata

__all__ = ["audit", "members", "metadata", "outbox", "reminders"]
