"""What a message was understood to be: plain values, no database, no chat."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from bot.language.found import Found

SHOWN_FOR = timedelta(minutes=30)
"""How long 第二个 and 那下周呢 still refer to what a person was shown."""

ACT_FROM = 0.8
"""From this confidence on, signing up or cancelling may go ahead without asking what was meant."""


class Intent(StrEnum):
    """What somebody wants. The last four are a committee's or a group leader's."""

    QUERY_ACTIVITIES = "query_activities"
    QUERY_SIGNUPS = "query_signups"
    QUERY_PLAN = "query_plan"
    SIGNUP = "signup"
    CANCEL = "cancel"
    PROPOSE = "propose"
    CASE = "case"
    HELP = "help"
    OTHER = "other"
    NOTICE = "notice"
    NEW_ACTIVITY = "new_activity"
    WHO_SIGNED_UP = "who_signed_up"
    REMIND_MISSING = "remind_missing"

    @property
    def acts(self) -> bool:
        """Whether it changes somebody's place."""
        return self in (Intent.SIGNUP, Intent.CANCEL)


class Topic(StrEnum):
    """What a question is about."""

    TIME = "time"
    PLACE = "place"
    DEADLINE = "deadline"
    QUOTA = "quota"
    OPEN = "open"
    WHO_MAY_COME = "who_may_come"
    WHAT_TO_BRING = "what_to_bring"
    COST = "cost"
    HOW = "how"
    SIGNUP_START = "signup_start"
    TEAM = "team"
    CHANGE = "change"
    RULES = "rules"
    OWNER = "owner"
    """Who is responsible: of the plan."""
    CONTACT = "contact"
    """Whom to turn to: a matter of membership, a number that changed, a cry for a person."""


class Status(StrEnum):
    """The state that a question or an answer is limited to."""

    WAITING = "waiting"
    MISSING = "missing"
    ABSENT = "absent"
    OPEN = "open"
    DONE = "done"
    OVERDUE = "overdue"
    STATUS = "status"
    """Somebody asks how far a thing of theirs has come."""


class Courtesy(StrEnum):
    """What is said to be polite and wants nothing but politeness back."""

    GREETING = "greeting"
    THANKS = "thanks"
    WHO = "who"
    """你是谁: somebody wants to know whom they talk to."""
    STAY = "stay"
    """先不取消: nothing is to change."""


class PartOfDay(StrEnum):
    """Which part of the day was named."""

    MORNING = "morning"
    NOON = "noon"
    AFTERNOON = "afternoon"
    EVENING = "evening"


@dataclass(frozen=True, slots=True)
class KnownActivity:
    """An activity the writer can see."""

    id: int
    title: str
    kind: str | None = None
    starts_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """What the bot last showed this person: activities in their order, and the question it answered."""

    at: datetime
    activity_ids: tuple[int, ...] = ()
    intent: Intent | None = None
    from_on: date | None = None
    until_on: date | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """What the caller knows about the writer when a message comes in."""

    activities: tuple[KnownActivity, ...] = ()
    groups: tuple[str, ...] = ()
    shown: Shown | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """An activity that may be meant. `score` is 0..1; `exact` means that the whole title was written."""

    id: int
    title: str
    score: float
    exact: bool = False


@dataclass(frozen=True, slots=True)
class When:
    """The days asked about, both included; None is open."""

    from_on: date | None = None
    until_on: date | None = None
    part: PartOfDay | None = None
    at: time | None = None


@dataclass(frozen=True, slots=True)
class People:
    """For whom somebody acts, and for how many heads. An empty `whom` is the writer."""

    whom: tuple[str, ...] = ()
    count: int = 1


@dataclass(frozen=True, slots=True)
class Slots:
    """The particulars of a wish; what was not said is None or empty."""

    activity: str | None = None
    """The title when it is certain, otherwise the usual name of what was named."""
    written: str | None = None
    """The activity in the writer's own words."""
    activity_id: int | None = None
    candidates: tuple[Match, ...] = ()
    when: When | None = None
    topic: Topic | None = None
    people: People | None = None
    group: str | None = None
    status: Status | None = None
    ordinal: int | None = None
    """第二个 is 2, 最后一个 is -1."""
    text: str | None = None
    """The proposal, case or notice itself, as it was written."""
    title: str | None = None
    """The name of an activity that somebody wants to open."""
    courtesy: Courtesy | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """One message, understood. `confidence` is the measured share of such readings that are right."""

    text: str
    intent: Intent
    confidence: float
    slots: Slots = field(default_factory=Slots)
    dates: tuple[Found, ...] = ()
    likely: tuple[Intent, ...] = ()
    """The most likely intents, best first, for the buttons of an answer that asks back."""
    also: "tuple[Reading, ...]" = ()
    """Further wishes in the same message, in their order."""

    @property
    def asks_first(self) -> bool:
        """Whether the chat must confirm before acting: unsure, or the activity was inferred."""
        if not self.intent.acts:
            return False
        sure = len(self.slots.candidates) == 1 and self.slots.candidates[0].exact
        return self.confidence < ACT_FROM or not sure
