"""What the clock does: one thin file per job."""

import importlib
import pkgutil

from bot.waking import DueJob, PeriodicJob


def all_jobs() -> list[DueJob | PeriodicJob]:
    """The jobs of every module in this folder."""
    jobs: list[DueJob | PeriodicJob] = []
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda module: module.name):
        jobs += importlib.import_module(f"{__name__}.{module.name}").JOBS
    return jobs
