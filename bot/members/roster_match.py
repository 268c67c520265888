"""Who in the union is meant by a row of a roster, and what the row would change. Pure: works on a snapshot."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from bot.members.groups import DEEPEST, Tree, parts_of_path
from bot.members.roster_rows import RosterRow
from bot.members.texts import roster as texts

#: What a row may change besides the group, in the order it is told.
FIELDS = ("name", "employee_no", "phone", "sex", "born_on", "hired_on", "retired", "front_line")


@dataclass(frozen=True, slots=True)
class Known:
    """A member as the roster sees one; also of those who left."""

    id: int
    name: str
    group_id: int
    employee_no: str | None = None
    phone: str | None = None
    sex: str | None = None
    born_on: date | None = None
    hired_on: date | None = None
    retired: bool = False
    front_line: bool = False
    left: bool = False


class Verdict(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REPEATED = "repeated"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Place:
    """A group below which ``missing`` are still to be made; ``parent_id`` None: the root is to be made too."""

    parent_id: int | None
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Planned:
    """A row and what would become of it. ``changes``: field → (before, after), as people read them."""

    row: RosterRow
    verdict: Verdict
    member_id: int | None = None
    place: Place | None = None
    changes: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    rejoins: bool = False


@dataclass(frozen=True, slots=True)
class Union:
    """The snapshot. ``reached``: the groups the actor may change (None: all); new groups go below ``default``."""

    tree: Tree
    people: Sequence[Known]
    reached: frozenset[int] | None
    default: int | None
    root_name: str

    def may_change(self, group_id: int | None) -> bool:
        return self.reached is None or group_id in self.reached


def plan_rows(rows: Sequence[RosterRow], union: Union) -> list[Planned]:
    """What would become of each row, in the order of the file.

    Rows with a number that is known come first, the others by name among the members who are left then, and nothing
    is settled by the order of the rows: so the same file finds the same people when it comes again.
    """
    finder = _Finder(union.people, rows)
    planned: dict[int, Planned] = {}
    waiting: dict[int, RosterRow] = {}
    for at, (row, repeated) in enumerate(_without_clashes(rows)):
        if row.errors or repeated:
            planned[at] = Planned(row, Verdict.ERROR if row.errors else Verdict.REPEATED)
        else:
            waiting[at] = row
    unclear: dict[int, Planned] = {}
    for find in (finder.by_number, finder.by_number_or_name):
        settled = True
        # Each member that is spoken for may set a number free, or leave only one of two namesakes.
        while settled and waiting:
            settled = False
            for at, row in list(waiting.items()):
                one = _plan(row, union, find)
                if one is not None and one.verdict is Verdict.ERROR:
                    unclear[at] = one
                elif one is not None:
                    planned[at] = finder.claim(one)
                    del waiting[at]
                    settled = True
    planned |= {at: unclear[at] for at in waiting}
    return [planned[at] for at in sorted(planned)]


# -- within the file ----------------------------------------------------------------------------------------


def _without_clashes(rows: Sequence[RosterRow]) -> list[tuple[RosterRow, bool]]:
    """The rows with the errors that show from the file alone, and whether a row only repeats an earlier one."""
    first_of: dict[RosterRow, RosterRow] = {}
    for row in rows:
        if not row.errors:
            first_of.setdefault(_bare(row), row)
    firsts = list(first_of.values())
    clashes: dict[int, list[str]] = {}
    for name in ("employee_no", "phone", "name"):
        for row, other in _sharing(firsts, name):
            if name != "name":
                clashes.setdefault(row.number, []).append(texts.same_as_row(name, other.number))
            elif not ((row.phone or row.employee_no) and (other.phone or other.employee_no)):
                clashes.setdefault(row.number, []).append(texts.same_name_as_row(row.name, other.number))
    return [_checked(row, first_of.get(_bare(row)), clashes) for row in rows]


def _bare(row: RosterRow) -> RosterRow:
    return replace(row, number=0, notes=())


def _sharing(rows: Sequence[RosterRow], name: str) -> Iterator[tuple[RosterRow, RosterRow]]:
    """Each row that shares this value, with another one that does."""
    by_value: dict[str, list[RosterRow]] = {}
    for row in rows:
        if value := getattr(row, name):
            by_value.setdefault(value, []).append(row)
    for same in by_value.values():
        for place, row in enumerate(same if len(same) > 1 else ()):
            yield row, same[0] if place else same[1]


def _checked(
    row: RosterRow, first: RosterRow | None, clashes: Mapping[int, Sequence[str]]
) -> tuple[RosterRow, bool]:
    if first is None or first is row:
        return replace(row, errors=(*row.errors, *clashes.get(row.number, ()))), False
    return replace(row, notes=(*row.notes, texts.repeated_row(first.number))), True


# -- against the union --------------------------------------------------------------------------------------


class _Clash(Exception):
    """The row cannot be given to anybody; the text says why."""


@dataclass(frozen=True, slots=True)
class _Found:
    """The member a row means (None: somebody new), with remarks."""

    person: Known | None
    remarks: tuple[str, ...] = ()


class _Finder:
    """Finds the member a row means: by employee number, by phone and name, by name; each member for one row only."""

    def __init__(self, people: Iterable[Known], rows: Iterable[RosterRow]) -> None:
        self._written = {number for row in rows for number in (row.phone, row.employee_no) if number}
        self._by_no: dict[str, Known] = {}
        self._by_phone: dict[str, list[Known]] = {}
        self._by_name: dict[str, list[Known]] = {}
        self._row_of: dict[int, int] = {}
        self._phone_of: dict[int, str] = {}
        for person in people:
            if person.employee_no:
                self._by_no[person.employee_no] = person
            if person.left:
                continue
            if person.phone:
                self._by_phone.setdefault(person.phone, []).append(person)
            self._by_name.setdefault(person.name, []).append(person)

    def claim(self, planned: Planned) -> Planned:
        """Keep the member for this row; an error when another row means the same one."""
        if planned.member_id is None:
            return planned
        number = self._row_of.setdefault(planned.member_id, planned.row.number)
        if number != planned.row.number:
            return _error(planned.row, texts.same_member_as_row(number))
        if planned.row.phone:
            self._phone_of[planned.member_id] = planned.row.phone
        return planned

    def by_number(self, row: RosterRow, _group_id: int | None, _tree: Tree) -> _Found | None:
        """By employee number or phone; None when neither is known. Raises _Clash."""
        numbered = self._by_no.get(row.employee_no or "")
        phoned = [
            person
            for person in self._by_phone.get(row.phone or "", [])
            if self._phone_of.get(person.id, row.phone) == row.phone
        ]
        if numbered is not None:
            if numbered.name != row.name and (not row.phone or numbered.phone != row.phone):
                raise _Clash(texts.number_of_another("employee_no", numbered.name))
            self._phone_is_free(phoned, numbered)
            return _Found(numbered)
        same = [person for person in phoned if person.name == row.name]
        if phoned and not same:
            raise _Clash(texts.number_of_another("phone", phoned[0].name))
        if len(same) == 1 and not (row.employee_no and same[0].employee_no):
            return _Found(same[0])
        if same:
            # The same phone under another employee number: a new number, or two rosters that disagree.
            raise _Clash(texts.number_of_another("phone", same[0].name))
        return None

    @staticmethod
    def _phone_is_free(phoned: list[Known], owner: Known) -> None:
        others = [person for person in phoned if person.id != owner.id]
        if others:
            raise _Clash(texts.number_of_another("phone", others[0].name))

    def by_number_or_name(self, row: RosterRow, group_id: int | None, tree: Tree) -> _Found:
        """By number, else by name. Raises _Clash."""
        return self.by_number(row, group_id, tree) or self._by_name_alone(row, group_id, tree)

    def _by_name_alone(self, row: RosterRow, group_id: int | None, tree: Tree) -> _Found:
        """By name, where no other row means that member. Raises _Clash when several could be meant."""
        everybody = self._by_name.get(row.name, [])
        namesakes = [
            person
            for person in everybody
            if person.id not in self._row_of and self._written.isdisjoint((person.phone, person.employee_no))
        ]
        could_be = [
            person
            for person in namesakes
            if not (row.employee_no and person.employee_no)
            and (not row.phone or not person.phone or person.group_id == group_id)
        ]
        nothing_known = not row.phone and not row.employee_no
        if nothing_known and len(namesakes) > 1:
            here = [person for person in namesakes if person.group_id == group_id]
            if len(here) == 1:
                return _Found(here[0])
            raise _Clash(texts.several_in_roster(row.name))
        if len(could_be) == 1:
            return _Found(could_be[0])
        if could_be:
            raise _Clash(texts.several_in_roster(row.name))
        return _Found(None, (texts.namesake(tree.path(everybody[0].group_id)),) if everybody else ())


def _plan(
    row: RosterRow, union: Union, find: Callable[[RosterRow, int | None, Tree], _Found | None]
) -> Planned | None:
    """What ``find`` makes of the row; None when it cannot tell."""
    try:
        place = find_place(row.group, union)
        group_id = None if place.missing else place.parent_id
        found = find(row, group_id, union.tree)
    except _Clash as clash:
        return _error(row, str(clash))
    if found is None:
        return None
    person = found.person
    row = replace(row, notes=(*row.notes, *found.remarks))
    if person is None:
        return Planned(row, Verdict.NEW, place=place)
    if not union.may_change(person.group_id):
        return _error(row, texts.elsewhere(union.tree.path(person.group_id)))
    changes = _changes(row, person, place, union.tree)
    verdict = Verdict.CHANGED if changes or person.left else Verdict.UNCHANGED
    return Planned(row, verdict, person.id, place, changes, rejoins=person.left)


def _changes(row: RosterRow, person: Known, place: Place, tree: Tree) -> dict[str, tuple[str, str]]:
    changes = {}
    if place.missing or place.parent_id != person.group_id:
        changes["group"] = (tree.path(person.group_id), path_of(place, tree))
    for name in FIELDS:
        after = getattr(row, name)
        before = getattr(person, name)
        if after is not None and after != before:
            changes[name] = (_shown(name, before), _shown(name, after))
    return changes


def find_place(written: str, union: Union) -> Place:
    """The group a row names, as it stands or as it would be made. Raises _Clash."""
    parts = parts_of_path(written)
    hits = union.tree.find(written)
    if len(hits) > 1 and union.reached is not None:
        hits = [group_id for group_id in hits if union.may_change(group_id)] or hits
    if len(hits) > 1:
        raise _Clash(texts.group_unclear(written, [union.tree.path(group_id) for group_id in hits]))
    if hits:
        if not union.may_change(hits[0]):
            raise _Clash(texts.out_of_reach(union.tree.path(hits[0])))
        return Place(hits[0])
    place = _new_place(parts, union)
    if place.parent_id is not None and not union.may_change(place.parent_id):
        raise _Clash(texts.out_of_reach(written))
    depth = len(place.missing) + (1 if place.parent_id is None else len(union.tree.chain(place.parent_id)))
    if depth > DEEPEST:
        raise _Clash(texts.groups_too_deep(written))
    return place


def _new_place(parts: list[str], union: Union) -> Place:
    for length in range(len(parts) - 1, 0, -1):
        above = union.tree.find("/".join(parts[:length]))
        if len(above) == 1:
            return Place(above[0], tuple(parts[length:]))
    if union.default is None and parts[0] == union.root_name:
        return Place(None, tuple(parts[1:]))
    return Place(union.default, tuple(parts))


def path_of(place: Place, tree: Tree) -> str:
    """The path a place has or will have."""
    above = [] if place.parent_id is None or place.parent_id == tree.root_id else [tree.path(place.parent_id)]
    if not place.missing and not above and place.parent_id is not None:
        return tree.path(place.parent_id)
    return "/".join([*above, *place.missing])


def _shown(name: str, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return texts.yes_or_no(value)
    if name == "sex":
        return texts.SEXES[str(value)]
    return value.isoformat() if isinstance(value, date) else str(value)


def _error(row: RosterRow, text: str) -> Planned:
    return Planned(replace(row, errors=(*row.errors, text)), Verdict.ERROR)
