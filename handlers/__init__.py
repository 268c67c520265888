"""What people say: one thin file per concept. A handler parses, asks a use case, and answers."""

import importlib
import pkgutil

from bot.chat.router import Router


def build_router() -> Router:
    """The routes of every module in this folder; one that only puts questions together has none."""
    root = Router()
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda module: module.name):
        router = getattr(importlib.import_module(f"{__name__}.{module.name}"), "router", None)
        if router is not None:
            root.include(router)
    return root
