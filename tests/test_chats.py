"""Every story in tests/chats goes as it is written."""

import difflib
from pathlib import Path

import pytest

from tests.chatplay import Player, begins_at
from tests.world import START, World, local

STORIES = sorted((Path(__file__).parent / "chats").glob("*.chat"))


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
async def test_story(path: Path, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    story = path.read_text(encoding="utf-8")  # noqa: ASYNC240 - nothing else runs yet
    begins = begins_at(story)
    world = World(tmp_path, local(begins, START) if begins else START)
    await world.start()
    try:
        played = await Player(world).play(story)
    finally:
        await world.stop()
    if request.config.getoption("--rewrite-chats"):
        path.write_text(played, encoding="utf-8")  # noqa: ASYNC240 - nothing else runs any more
        return
    if played != story:
        diff = difflib.unified_diff(
            story.splitlines(), played.splitlines(), "as written", "as played", lineterm=""
        )
        pytest.fail("\n".join(diff), pytrace=False)


def test_there_are_stories() -> None:
    assert STORIES
