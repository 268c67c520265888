"""Storage: one SQLModel schema over SQLite or PostgreSQL, one writer with group commit, several readers."""

from bot.storage.database import Database, StorageUnavailable, signal
from bot.storage.engine import open_engine
from bot.storage.inserting import insert_into
from bot.storage.prepared import Prepared

__all__ = ["Database", "Prepared", "StorageUnavailable", "insert_into", "open_engine", "signal"]
