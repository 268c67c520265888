"""Audience: whom something is for. A rule, not a list: who joins later belongs to it, who left does not."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Self


class Trait(StrEnum):
    """What can make a member part of an audience."""

    WOMEN = "women"
    MEN = "men"
    SERVING = "serving"
    RETIRED = "retired"
    FRONT_LINE = "front_line"
    NEW = "new"
    LEADERS = "leaders"
    COMMITTEE = "committee"


@dataclass(frozen=True, slots=True)
class Facts:
    """What an audience asks of a member. ``group_ids``: the own group and all above it; ``circle_ids``: the interest
    groups joined."""

    member_id: int
    group_ids: frozenset[int]
    female: bool = False
    male: bool = False
    retired: bool = False
    front_line: bool = False
    hired_on: date | None = None
    leader: bool = False
    committee: bool = False
    circle_ids: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Audience:
    """``Audience()`` is everyone. Otherwise: those named in ``members``, and, when groups, traits or circles are given,
    those who belong to one of the groups (or below it; none given: anywhere), have one of the traits (none given: any)
    and have joined one of the circles (none given: whether or not).
    """

    groups: frozenset[int] = frozenset()
    traits: frozenset[Trait] = frozenset()
    members: frozenset[int] = frozenset()
    circles: frozenset[int] = frozenset()

    @property
    def everyone(self) -> bool:
        """Whether nobody is left out."""
        return not (self.groups or self.traits or self.members or self.circles)

    @property
    def only_named(self) -> bool:
        """Whether it is a plain list of members."""
        return bool(self.members) and not (self.groups or self.traits or self.circles)

    def to_text(self) -> str:
        """The form other tables store: ``everyone`` or ``groups=12,15;traits=women;members=3``."""
        parts = [
            ("groups", [str(group_id) for group_id in sorted(self.groups)]),
            ("traits", [trait.value for trait in sorted(self.traits)]),
            ("members", [str(member_id) for member_id in sorted(self.members)]),
            ("circles", [str(circle_id) for circle_id in sorted(self.circles)]),
        ]
        return ";".join(f"{name}={','.join(values)}" for name, values in parts if values) or "everyone"

    @classmethod
    def from_text(cls, text: str) -> Self:
        """The audience behind ``to_text``. Raises ValueError."""
        if text == "everyone":
            return cls()
        given: dict[str, list[str]] = {}
        for part in text.split(";"):
            name, mark, values = part.partition("=")
            if (
                name not in {"groups", "traits", "members", "circles"}
                or name in given
                or not mark
                or not values
            ):
                raise ValueError(f"not an audience: {text!r}")
            given[name] = values.split(",")
        return cls(
            frozenset(int(value) for value in given.get("groups", [])),
            frozenset(Trait(value) for value in given.get("traits", [])),
            frozenset(int(value) for value in given.get("members", [])),
            frozenset(int(value) for value in given.get("circles", [])),
        )


EVERYONE = Audience()


def of_groups(group_ids: Iterable[int]) -> Audience:
    """Everybody in these groups and below them."""
    return Audience(groups=frozenset(group_ids))


def of_circle(circle_id: int) -> Audience:
    """Everybody who has joined this interest group."""
    return Audience(circles=frozenset({circle_id}))


def of_members(member_ids: Iterable[int]) -> Audience:
    """Just these members. Raises ValueError for none: that would mean everyone."""
    named = frozenset(member_ids)
    if not named:
        raise ValueError("an audience of nobody")
    return Audience(members=named)


def first_anniversary(day: date) -> date:
    """The day one year later; of 29 February the 1 March."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return date(day.year + 1, 3, 1)


#: A trait as a question about one member on a day. A newcomer is in the first year since the day of entry.
HAS: Mapping[Trait, Callable[[Facts, date], bool]] = {
    Trait.WOMEN: lambda facts, _: facts.female,
    Trait.MEN: lambda facts, _: facts.male,
    Trait.SERVING: lambda facts, _: not facts.retired,
    Trait.RETIRED: lambda facts, _: facts.retired,
    Trait.FRONT_LINE: lambda facts, _: facts.front_line,
    Trait.NEW: lambda facts, on: (
        facts.hired_on is not None and facts.hired_on <= on < first_anniversary(facts.hired_on)
    ),
    Trait.LEADERS: lambda facts, _: facts.leader,
    Trait.COMMITTEE: lambda facts, _: facts.committee,
}


def matches(audience: Audience, facts: Facts, on: date) -> bool:
    """Whether the (active) member belongs to the audience on that day."""
    if facts.member_id in audience.members:
        return True
    if audience.only_named:
        return False
    in_group = not audience.groups or not audience.groups.isdisjoint(facts.group_ids)
    if audience.circles and audience.circles.isdisjoint(facts.circle_ids):
        return False
    return in_group and (not audience.traits or any(HAS[trait](facts, on) for trait in audience.traits))
