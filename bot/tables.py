"""Every table of the house, for migrations and tests."""

from bot import audit, outbox, reminders
from bot.chat import dialogs, inbox
from bot.members import model as members
from bot.notices import model as notices
from bot.proposals import model as proposals
from bot.storage.engine import metadata

__all__ = ["audit", "dialogs", "inbox", "members", "metadata", "notices", "outbox", "proposals", "reminders"]
