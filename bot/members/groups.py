"""The union's tree: 总工会 → 基层工会 → 工会小组. Members may hang on any node; a small union has one node only."""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlmodel import Session, col, func, select

from bot import audit
from bot.members import texts
from bot.members.actors import groups_below
from bot.members.model import Group, GroupLevel, Member, id_of
from bot.members.rules import Actor, Right, may, reach
from bot.refused import Refused

NAME_LIMIT = 40
DEEPEST = 6
PATH_MARK = "/"


@dataclass(frozen=True, slots=True)
class GroupNode:
    """A group as lists show it. ``path`` is ``教务工会/第三小组``, without the root's name."""

    id: int
    parent_id: int | None
    name: str
    path: str
    depth: int
    closed: bool = False


class Tree:
    """All groups at once: a union has a few hundred at most."""

    def __init__(self, groups: Mapping[int, Group]) -> None:
        self._groups = groups
        self._children: dict[int | None, list[Group]] = {}
        for group in groups.values():
            self._children.setdefault(group.parent_id, []).append(group)
        self._paths: dict[int, str] = {}
        self._by_ending: dict[tuple[str, ...], list[int]] | None = None

    def __contains__(self, group_id: int) -> bool:
        return group_id in self._groups

    @property
    def root_id(self) -> int | None:
        """The first open group without a parent; None in an empty union."""
        roots = [group.id for group in self._children.get(None, []) if group.closed_on is None]
        return min((root for root in roots if root is not None), default=None)

    def chain(self, group_id: int) -> list[int]:
        """The group, its parent and so on up to the root."""
        chain: list[int] = []
        current: int | None = group_id
        while current is not None and current not in chain:
            chain.append(current)
            current = self._groups[current].parent_id
        return chain

    def path(self, group_id: int) -> str:
        """The name from below the root; of the root its own name."""
        if group_id not in self._paths:
            names = self._names(group_id)
            self._paths[group_id] = PATH_MARK.join(names[1:] or names)
        return self._paths[group_id]

    def _names(self, group_id: int) -> tuple[str, ...]:
        return tuple(self._groups[node].name for node in reversed(self.chain(group_id)))

    def nodes(self, *, closed: bool = False) -> Iterator[GroupNode]:
        """The groups in the order of a table of contents."""
        waiting = [(group, 0) for group in reversed(self._sorted(None))]
        while waiting:
            group, depth = waiting.pop()
            if group.id is None or (group.closed_on is not None and not closed):
                continue
            yield GroupNode(
                group.id, group.parent_id, group.name, self.path(group.id), depth, group.closed_on is not None
            )
            waiting += [(child, depth + 1) for child in reversed(self._sorted(group.id))]

    def _sorted(self, parent_id: int | None) -> list[Group]:
        return sorted(self._children.get(parent_id, []), key=id_of)

    def find(self, written: str) -> list[int]:
        """The open groups that ``written`` may mean: a whole path (with or without the root), else the end of one."""
        if self._by_ending is None:
            self._by_ending = {}
            for node in self.nodes():
                names = self._names(node.id)
                for start in range(len(names)):
                    self._by_ending.setdefault(names[start:], []).append(node.id)
        wanted = tuple(parts_of_path(written))
        found = self._by_ending.get(wanted, [])
        whole = [group_id for group_id in found if self.path(group_id) == PATH_MARK.join(wanted)]
        return whole if len(whole) == 1 else list(found)

    def child(self, parent_id: int | None, name: str) -> Group | None:
        """The group of that name directly below ``parent_id``, closed or not."""
        return next((group for group in self._children.get(parent_id, []) if group.name == name), None)


def group_name(written: str) -> str:
    """A group's name as it is stored and compared: full-width letters folded, no stray spaces or marks."""
    folded = unicodedata.normalize("NFKC", written)
    kept = "".join(sign for sign in folded if unicodedata.category(sign) not in {"Cc", "Cf", "Cs"})
    return " ".join(kept.split())


def parts_of_path(written: str) -> list[str]:
    """The names in a written path such as ``教务工会／第三小组``."""
    folded = unicodedata.normalize("NFKC", written)
    for mark in ("\\", "→", ">", "｜", "|"):
        folded = folded.replace(mark, PATH_MARK)
    return [part for part in (group_name(part) for part in folded.split(PATH_MARK)) if part]


def tree(session: Session) -> Tree:
    """The whole tree, closed groups included."""
    return Tree({group.id: group for group in session.exec(select(Group)).all() if group.id is not None})


def union_name(session: Session) -> str:
    """The name of the union: that of the root of its tree; empty without one."""
    whole = tree(session)
    return "" if whole.root_id is None else whole.path(whole.root_id)


def subtree(session: Session, group_id: int) -> frozenset[int]:
    """The group and everything below it."""
    return groups_below(session, {group_id})[group_id]


def reachable_groups(session: Session, actor: Actor, right: Right) -> list[GroupNode]:
    """The open groups over which ``actor`` holds ``right``, in the order of a table of contents."""
    reached = reach(actor, right)
    return [node for node in tree(session).nodes() if reached is None or node.id in reached]


def create_group(
    session: Session, actor: Actor, now: datetime, *, name: str, parent_id: int | None = None
) -> GroupNode:
    """Create a group below ``parent_id`` (None: below the root). Raises Refused: rights, name taken, too deep."""
    whole = tree(session)
    parent = whole.root_id if parent_id is None else parent_id
    _check(actor, parent)
    if parent is None or parent not in whole:
        raise Refused("no_such_group", texts.no_such_group())
    group_id = add_group(session, whole, parent, fit_group_name(name))
    audit.note(session, actor.member_id, now, "group.created", f"group:{group_id}", parent=parent)
    return node_of(session, group_id)


def add_group(session: Session, whole: Tree, parent_id: int, name: str) -> int:
    """Add a group without asking for rights; an old closed one of the same name is opened again."""
    depth = len(whole.chain(parent_id))
    if depth >= DEEPEST:
        raise Refused("too_deep", texts.groups_too_deep(DEEPEST))
    same = whole.child(parent_id, name)
    if same is not None and same.closed_on is None:
        raise Refused("group_exists", texts.group_exists(name))
    if same is not None:
        group = session.get_one(Group, same.id)
        group.closed_on = None
    else:
        group = Group(parent_id=parent_id, name=name, level=GroupLevel.GROUP)
        session.add(group)
    session.flush()
    return id_of(group)


def rename_group(session: Session, actor: Actor, now: datetime, *, group_id: int, name: str) -> GroupNode:
    """Rename a group. Raises Refused: rights, name taken among its siblings."""
    _check(actor, group_id)
    group = _open(session, group_id)
    wanted = fit_group_name(name)
    same = tree(session).child(group.parent_id, wanted)
    if same is not None and same.id != group_id:
        raise Refused("group_exists", texts.group_exists(wanted))
    group.name = wanted
    audit.note(session, actor.member_id, now, "group.renamed", f"group:{group_id}")
    session.flush()
    return node_of(session, group_id)


def move_group(session: Session, actor: Actor, now: datetime, *, group_id: int, parent_id: int) -> GroupNode:
    """Hang a group, with everything below it, under another one. Raises Refused: rights, a ring, name taken."""
    _check(actor, group_id)
    _check(actor, parent_id)
    group = _open(session, group_id)
    _open(session, parent_id)
    whole = tree(session)
    if group_id in whole.chain(parent_id):
        raise Refused("group_ring", texts.group_ring())
    same = whole.child(parent_id, group.name)
    if same is not None and same.id != group_id:
        raise Refused("group_exists", texts.group_exists(group.name))
    height = max(len(whole.chain(below)) for below in subtree(session, group_id)) - len(whole.chain(group_id))
    if len(whole.chain(parent_id)) + 1 + height > DEEPEST:
        raise Refused("too_deep", texts.groups_too_deep(DEEPEST))
    group.parent_id = parent_id
    audit.note(session, actor.member_id, now, "group.moved", f"group:{group_id}", parent=parent_id)
    session.flush()
    return node_of(session, group_id)


def close_group(session: Session, actor: Actor, now: datetime, *, group_id: int, on: date) -> GroupNode:
    """Dissolve an empty group; its row stays for the records. Raises Refused while members or groups hang on it."""
    _check(actor, group_id)
    group = _open(session, group_id)
    node = check_empty(session, group_id=group_id)
    group.closed_on = on
    audit.note(session, actor.member_id, now, "group.closed", f"group:{group_id}")
    session.flush()
    return replace(node, closed=True)


def check_empty(session: Session, *, group_id: int) -> GroupNode:
    """The group, if it can be dissolved. Raises Refused for the top, and while members or groups hang on it."""
    node = node_of(session, group_id)
    if node.parent_id is None:
        raise Refused("group_root", texts.group_is_root())
    below = [other for other in tree(session).nodes() if other.parent_id == group_id]
    members = session.exec(
        select(func.count())
        .select_from(Member)
        .where(col(Member.group_id) == group_id, col(Member.left_on).is_(None))
    ).one()
    if below or members:
        raise Refused("group_not_empty", texts.group_not_empty(node.name, members, len(below)))
    return node


def move_member(session: Session, actor: Actor, now: datetime, *, member_id: int, group_id: int) -> GroupNode:
    """Put a member into another group, the present one changes nothing. An office stays with the group it was given for.

    Raises Refused: rights over either group, no such member, no such group.
    """
    member = session.get(Member, member_id)
    if member is None or member.left_on is not None:
        raise Refused("no_such_member", texts.no_such_member())
    _check(actor, member.group_id)
    _check(actor, group_id)
    _open(session, group_id)
    if member.group_id != group_id:
        before, member.group_id = member.group_id, group_id
        audit.note(
            session,
            actor.member_id,
            now,
            "member.moved",
            f"member:{member_id}",
            before=before,
            group=group_id,
        )
        session.flush()
    return node_of(session, group_id)


def node_of(session: Session, group_id: int) -> GroupNode:
    """One group with its path. Raises Refused when there is none."""
    node = next((node for node in tree(session).nodes(closed=True) if node.id == group_id), None)
    if node is None:
        raise Refused("no_such_group", texts.no_such_group())
    return node


def _check(actor: Actor, group_id: int | None) -> None:
    if not may(actor, Right.MANAGE_MEMBERS, group_id=group_id):
        raise Refused("not_allowed", texts.not_allowed())


def _open(session: Session, group_id: int) -> Group:
    group = session.get(Group, group_id)
    if group is None or group.closed_on is not None:
        raise Refused("no_such_group", texts.no_such_group())
    return group


def fit_group_name(name: str) -> str:
    """A name as it may be given to a group. Raises Refused."""
    wanted = group_name(name)
    if not wanted or len(wanted) > NAME_LIMIT or PATH_MARK in wanted:
        raise Refused("bad_group_name", texts.bad_group_name(NAME_LIMIT))
    return wanted
