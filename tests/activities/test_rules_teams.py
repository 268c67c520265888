"""Who makes a team, against what docs/报名规则.md promises."""

from hypothesis import given
from hypothesis import strategies as st

from bot.activities.rules_teams import Entry, Mate, Sex, Shape, complete, fill, hindrance, lack, lineup

MIXED = Shape(4, 4, 1, men=2, women=2)
shapes = st.builds(
    Shape, st.integers(2, 5), st.integers(5, 7), st.integers(0, 2), st.integers(0, 2), st.integers(0, 2)
)
sexes = st.lists(st.sampled_from(Sex), max_size=14)


def people(text: str, first: int = 1) -> tuple[Mate, ...]:
    """``mfu``: a man, a woman, and somebody of whom the roster does not say."""
    kinds = {"m": Sex.MALE, "f": Sex.FEMALE, "u": Sex.UNKNOWN}
    return tuple(Mate(number, kinds[letter]) for number, letter in enumerate(text, start=first))


def test_a_mixed_team() -> None:
    assert complete(MIXED, people("mfmf"))
    assert not complete(MIXED, people("mmmf"))
    # Five may be in it. The fifth place of three men and a woman is for a woman.
    assert hindrance(MIXED, people("mmmf"), Mate(9, Sex.MALE)) is Entry.FOR_WOMEN
    assert hindrance(MIXED, people("mmmf"), Mate(9, Sex.FEMALE)) is None
    assert hindrance(MIXED, people("mmffm"), Mate(9, Sex.FEMALE)) is Entry.FULL


def test_the_needed_ones_play() -> None:
    players, substitutes = lineup(MIXED, people("mmmff"))
    assert [mate.member_id for mate in players] == [1, 2, 4, 5]
    assert [mate.member_id for mate in substitutes] == [3]


def test_the_nearly_complete_team_is_filled_first() -> None:
    shape = Shape(3, 3)
    teams = [(1, people("m", 10)), (2, people("mf", 20))]
    filled = fill(shape, teams, people("mm"))
    assert filled.into == {2: people("m")}
    assert filled.left == people("m", 2)


def test_singles_make_a_team_of_their_own() -> None:
    filled = fill(Shape(2, 3), [], people("mfm"))
    assert filled.formed == (people("mf"),)
    assert filled.left == people("m", 3)


@given(shapes, sexes)
def test_who_enters_never_makes_a_team_impossible(shape: Shape, coming: list[Sex]) -> None:
    mates: list[Mate] = []
    for number, sex in enumerate(coming):
        if hindrance(shape, mates, Mate(number, sex)) is None:
            mates.append(Mate(number, sex))
    assert len(mates) <= shape.largest
    needed = lack(shape, mates)
    assert needed.people <= shape.largest - len(mates)
    players, substitutes = lineup(shape, mates)
    assert sorted([*players, *substitutes], key=lambda mate: mate.member_id) == mates
    assert len(players) == min(shape.most, len(mates))
    if complete(shape, mates):
        assert complete(shape, players)


@given(shapes, st.lists(st.lists(st.sampled_from(Sex), min_size=1, max_size=5), max_size=4), sexes)
def test_filling_makes_complete_teams_of_different_people(
    shape: Shape, sizes: list[list[Sex]], looking: list[Sex]
) -> None:
    teams = [
        (number, tuple(Mate(100 * number + index, sex) for index, sex in enumerate(kinds)))
        for number, kinds in enumerate(sizes, start=1)
    ]
    singles = [Mate(10_000 + number, sex) for number, sex in enumerate(looking)]
    filled = fill(shape, teams, singles)
    by_id = dict(teams)
    for team_id, added in filled.into.items():
        assert not complete(shape, by_id[team_id])
        assert complete(shape, (*by_id[team_id], *added))
        assert len(by_id[team_id]) + len(added) <= shape.largest
    assert all(complete(shape, team) for team in filled.formed)
    placed = [mate for group in (*filled.into.values(), *filled.formed, filled.left) for mate in group]
    assert sorted(placed, key=lambda mate: mate.member_id) == singles
    # Nobody is left with whom an incomplete team could have been made complete.
    for team_id, mates in teams:
        if team_id not in filled.into and not complete(shape, mates):
            assert team_id not in fill(shape, [(team_id, mates)], filled.left).into
    assert filled == fill(shape, teams, singles)
