"""Events of a sports meeting: how many each person may enter, and who of them has a place. Pure rules;
docs/报名规则.md says the same with examples."""

from enum import StrEnum

MOST_EVENTS = 40


class Answer(StrEnum):
    """What comes of entering an event: a place, the end of its queue, or too many events already."""

    PLACED = "placed"
    WAITING = "waiting"
    ENOUGH = "enough"


def enter(entered: int, each: int, capacity: int | None, placed: int) -> Answer:
    """Enter one more event. ``entered``: the own events so far, also those waited for; ``each``: so many at most;
    ``placed``: who has a place in this one."""
    if entered >= each:
        return Answer.ENOUGH
    return Answer.PLACED if capacity is None or placed < capacity else Answer.WAITING
