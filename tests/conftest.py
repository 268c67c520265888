"""What all tests share."""

from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("house", deadline=None, print_blob=True)
settings.load_profile("house")


@pytest.fixture(autouse=True)
def no_deployment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs the tests may have a bot configured in the environment; the tests do not touch it."""
    for name in ("TOKEN", "API_URL", "DATABASE_URL", "DATA_DIR", "CONFIG", "WEBHOOK_SECRET"):
        monkeypatch.delenv(f"UNIONBOT_{name}", raising=False)


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return Path(__file__).resolve().parent.parent


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--rewrite-chats",
        action="store_true",
        help="write down the stories of tests/chats as they go now, after a wording was changed on purpose",
    )
