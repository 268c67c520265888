"""How an attempt to join can end."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Binding(StrEnum):
    """How an attempt to join ended."""

    BOUND = "bound"
    ALREADY_BOUND = "already_bound"
    OTHER_MEMBER = "other_member"
    WRONG = "wrong"
    EXPIRED = "expired"
    LOCKED = "locked"
    NEW_CHAIR = "new_chair"
    CONTACT_NOT_OWN = "contact_not_own"
    CONTACT_LATE = "contact_late"
    CONTACT_UNKNOWN = "contact_unknown"
    CODE_NEEDED = "code_needed"


@dataclass(frozen=True, slots=True)
class BindOutcome:
    """``member_id`` and ``name`` are of the member this account is bound to now, if any.

    NEW_CHAIR: the set-up code is right and waits for ``become_chair`` with a name. LOCKED: until ``locked_until``.
    """

    state: Binding
    member_id: int | None = None
    name: str = ""
    locked_until: datetime | None = None
