"""What the clock does: one thin file per job."""

import importlib
import pkgutil

from bot.settings import Settings
from bot.waking import DueJob, PeriodicJob


def all_jobs(settings: Settings) -> list[DueJob | PeriodicJob]:
    """The jobs of every module in this folder: its ``JOBS``, or ``jobs(settings)`` where the settings matter."""
    jobs: list[DueJob | PeriodicJob] = []
    for info in sorted(pkgutil.iter_modules(__path__), key=lambda module: module.name):
        module = importlib.import_module(f"{__name__}.{info.name}")
        jobs += module.jobs(settings) if hasattr(module, "jobs") else module.JOBS
    return jobs
