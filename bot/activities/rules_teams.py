"""Teams: what makes one complete, who may still enter, who of those who look for a team goes where. Pure rules;
docs/报名规则.md says the same with examples."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

LARGEST = 50
CODE_LENGTH = 5
#: Without letters and digits that look alike or sound alike when read out.
CODE_LETTERS = "ACDEFGHJKMNPQRTUVWXY346789"


class Sex(StrEnum):
    """What mixed teams ask for; UNKNOWN fills no place kept for either."""

    MALE = "male"
    FEMALE = "female"
    UNKNOWN = ""


class Entry(StrEnum):
    """Why somebody cannot enter a team: it is full, the places left are needed for men, or for women, or they are and the
    roster does not say which of both this person is."""

    FULL = "full"
    UNKNOWN = "unknown"
    FOR_MEN = "for_men"
    FOR_WOMEN = "for_women"


@dataclass(frozen=True, slots=True)
class Shape:
    """What a team must be: ``least`` to ``most`` players, up to ``substitutes`` more, among all of them at least so many
    ``men`` and ``women``."""

    least: int
    most: int
    substitutes: int = 0
    men: int = 0
    women: int = 0

    @property
    def largest(self) -> int:
        """With substitutes."""
        return self.most + self.substitutes

    @property
    def possible(self) -> bool:
        """Whether a team can be like this at all."""
        return (
            2 <= self.least <= self.most <= LARGEST
            and 0 <= self.substitutes <= LARGEST
            and min(self.men, self.women) >= 0
            and self.men + self.women <= self.most
        )


@dataclass(frozen=True, slots=True)
class Mate:
    """Somebody in a team, or looking for one."""

    member_id: int
    sex: Sex = Sex.UNKNOWN


@dataclass(frozen=True, slots=True)
class Lack:
    """What a team still needs: ``people`` in all, among them ``men`` and ``women``."""

    people: int
    men: int
    women: int


@dataclass(frozen=True, slots=True)
class Filled:
    """Who goes where: members for teams by the teams' ids, teams made of nobody but those who looked for one (the first
    is captain), and those for whom no team was found."""

    into: dict[int, tuple[Mate, ...]]
    formed: tuple[tuple[Mate, ...], ...]
    left: tuple[Mate, ...]


def lack(shape: Shape, mates: Sequence[Mate]) -> Lack:
    """What is missing until the team is complete; nothing (people 0): it is."""
    men = max(shape.men - _number(mates, Sex.MALE), 0)
    women = max(shape.women - _number(mates, Sex.FEMALE), 0)
    return Lack(max(shape.least - len(mates), men + women, 0), men, women)


def complete(shape: Shape, mates: Sequence[Mate]) -> bool:
    """Whether the team may take its places."""
    return lack(shape, mates).people == 0


def hindrance(shape: Shape, mates: Sequence[Mate], newcomer: Mate) -> Entry | None:
    """Why this person cannot enter; None: may. The last places of a mixed team stay for those whom it still needs."""
    room = shape.largest - len(mates)
    if room <= 0:
        return Entry.FULL
    needed = lack(shape, (*mates, newcomer))
    if needed.men + needed.women > room - 1:
        if newcomer.sex is Sex.UNKNOWN:
            return Entry.UNKNOWN
        return Entry.FOR_MEN if needed.men else Entry.FOR_WOMEN
    return None


def lineup(shape: Shape, mates: Sequence[Mate]) -> tuple[tuple[Mate, ...], tuple[Mate, ...]]:
    """Players and substitutes, both in the order of coming: the first play, only that the men and women whom a mixed
    team needs play before others. Somebody leaves: the first substitute moves up by this same rule."""
    present = replace(
        shape,
        men=min(shape.men, _number(mates, Sex.MALE)),
        women=min(shape.women, _number(mates, Sex.FEMALE)),
    )
    players = _pick(present, (), mates, min(shape.most, len(mates)))
    chosen = {mate.member_id for mate in players or ()}
    return (
        tuple(mate for mate in mates if mate.member_id in chosen),
        tuple(mate for mate in mates if mate.member_id not in chosen),
    )


def fill(shape: Shape, teams: Sequence[tuple[int, Sequence[Mate]]], singles: Sequence[Mate]) -> Filled:
    """Put those who look for a team into incomplete teams, then together.

    Teams (id and mates, in the order of founding) that lack the fewest come first, of equal ones the earlier. A team is
    filled so that it is complete, or not at all; it gets the first of the singles whom it needs. Those who are left
    make new teams of the least size, as many as are complete.
    """
    rest = list(singles)
    into: dict[int, tuple[Mate, ...]] = {}
    # Sorting keeps the order of equal ones.
    for team_id, mates in sorted(teams, key=lambda team: lack(shape, team[1]).people):
        needed = lack(shape, mates)
        if not needed.people or needed.people > shape.largest - len(mates):
            continue
        chosen = _pick(shape, mates, rest, needed.people)
        if chosen is not None:
            into[team_id] = chosen
            rest = [mate for mate in rest if mate not in chosen]
    formed: list[tuple[Mate, ...]] = []
    least = lack(shape, ()).people
    while (chosen := _pick(shape, (), rest, least)) is not None:
        formed.append(chosen)
        rest = [mate for mate in rest if mate not in chosen]
    return Filled(into, tuple(formed), tuple(rest))


def _pick(
    shape: Shape, mates: Sequence[Mate], singles: Sequence[Mate], number: int
) -> tuple[Mate, ...] | None:
    """The first ``number`` of the singles with whom the team has the men and women it needs; None: there are not."""
    needed = lack(shape, mates)
    kept = {Sex.MALE: needed.men, Sex.FEMALE: needed.women}
    free = number - needed.men - needed.women
    chosen: list[Mate] = []
    for mate in singles:
        if kept.get(mate.sex, 0) > 0:
            kept[mate.sex] -= 1
        elif free > 0:
            free -= 1
        else:
            continue
        chosen.append(mate)
    return tuple(chosen) if len(chosen) == number else None


def _number(mates: Sequence[Mate], sex: Sex) -> int:
    return sum(1 for mate in mates if mate.sex is sex)
