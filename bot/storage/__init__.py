"""Storage: one SQLModel schema over SQLite or PostgreSQL, one writer with group commit, several readers."""

from bot.storage.database import Database, StorageUnavailable, signal
from bot.storage.engine import open_engine

__all__ = ["Database", "StorageUnavailable", "open_engine", "signal"]
