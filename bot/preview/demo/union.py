"""Fills an empty database with the invented union, through the same use cases that people use.

Everything is set relative to the day it is filled on, so that the demo is alive on every day of the year.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from hashlib import sha256

from sqlalchemy import update
from sqlmodel import Session

from bot.activities import places, slots
from bot.activities.forms import questions as forms
from bot.activities.organising import publishing
from bot.activities.organising.publishing import Draft
from bot.activities.rules import ActivityKind
from bot.activities.rules_forms import Choice, QuestionKind
from bot.activities.terms import arranging
from bot.language import calendar
from bot.members.audience import Audience, Trait
from bot.members.rules import Actor
from bot.notices import service as notices
from bot.outbox import Outgoing, OutgoingState
from bot.plan import confirming, drafting
from bot.plan.reading import read_text
from bot.plan.rules import Policy
from bot.preview.demo import sample, special, texts
from bot.preview.demo.past import settle_past
from bot.preview.demo.people import Person, actor_of, settle
from bot.proposals import service as proposals
from bot.proposals.rules import ProposalState
from bot.wording import local, midnight

WOMEN = Audience(traits=frozenset({Trait.WOMEN})).to_text()
RETIRED = Audience(traits=frozenset({Trait.RETIRED})).to_text()
EVERYONE = Audience().to_text()
SATURDAY = 5


def fill(session: Session, now: datetime, policy: Policy) -> list[Person]:
    """Set the union up as of ``now``. Returns those with an account: a member, a leader, a committee member first.

    What led up to today was told long ago: nothing of it is sent any more.
    """
    people = settle(session, now)
    actors = [actor_of(session, person) for person in people]
    committee = actors[2]
    _plan(session, committee, now, policy)
    _activities(session, actors, committee, now)
    special.settle(session, actors, committee, now)
    _proposals(session, actors, committee, now)
    session.flush()
    session.connection().execute(update(Outgoing).values(state=OutgoingState.SENT, sent_at=now))
    return people


def announce(session: Session, people: Sequence[Person], now: datetime) -> None:
    """The committee member sends everyone a notice, and some have confirmed it at once."""
    actors = [actor_of(session, person) for person in people]
    sent = notices.send_notice(
        session,
        actors[2],
        now,
        text=texts.NOTICE,
        audience=EVERYONE,
        public=False,
        held_until=None,
        request="demo:notice",
    )
    for actor in actors[4:15]:
        notices.confirm_receipt(session, actor, now, notice_id=sent.notice_id)


def _plan(session: Session, committee: Actor, now: datetime, policy: Policy) -> None:
    """This year's plan is confirmed already; next year's is there to be dropped into the chat."""
    year = local(now).year
    text = sample.plan_text(year)
    drafted = drafting.draft_plan(
        session,
        committee,
        now,
        reading=read_text(text, year=year),
        year=year,
        file_name=sample.TEXT_NAME.format(year=year),
        digest=sha256(text.encode()).hexdigest(),
        request="demo:plan",
    )
    settle_past(session, drafted.document_id, now)
    confirming.confirm_plan(session, committee, now, document_id=drafted.document_id, policy=policy)


def _activities(session: Session, actors: list[Actor], committee: Actor, now: datetime) -> None:
    today = local(now).date()

    def add(
        words: tuple[str, str, str],
        kind: ActivityKind,
        day: date,
        hour: int,
        capacity: int | None,
        **facts: str,
    ) -> int:
        title, place, note = words
        draft = Draft(
            title=title,
            kind=kind,
            starts_at=midnight(day) + timedelta(hours=hour),
            ends_at=midnight(day) + timedelta(hours=hour + 2),
            place=place,
            deadline_at=midnight(day - timedelta(days=2)) + timedelta(hours=18),
            capacity=capacity,
            audience=facts.get("audience", EVERYONE),
            description=note,
        )
        made = publishing.create_activity(
            session, committee, now, draft=draft, request=f"demo:{title}", publish=True
        )
        return made.activity_id

    def sign_up(activity_id: int, people: Sequence[Actor]) -> None:
        for actor in people:
            places.take_place(session, actor, now, activity_id=activity_id)

    def divide(activity_id: int, day: date, capacity: int) -> None:
        days = (day, _first(day + timedelta(days=1), calendar.is_workday))
        laid = slots.lay_out(days, time(8), time(10), timedelta(minutes=30), capacity)
        slots.add_slots(session, committee, now, activity_id=activity_id, slots=laid)

    saturday = _first(today + timedelta(days=5), lambda day: day.weekday() == SATURDAY)
    sign_up(add(texts.WALK, ActivityKind.TRIP, saturday, 9, 5), actors[4:10])
    heats = _first(today + timedelta(days=9), calendar.is_workday)
    sign_up(add(texts.HEATS, ActivityKind.CONTEST, heats, 16, 24), actors[3:18])
    held = _first(today - timedelta(days=21), calendar.is_workday)
    final = _first(heats + timedelta(days=6), calendar.is_workday)
    special.contest(session, actors, committee, now, held=held, final=final)
    lecture = _first(today + timedelta(days=12), calendar.is_workday)
    sign_up(add(texts.LECTURE, ActivityKind.TRAINING, lecture, 15, 40), actors[5:9])
    women = _first(today + timedelta(days=17), calendar.is_workday)
    women_check = add(texts.WOMEN_CHECK, ActivityKind.HEALTH, women, 8, None, audience=WOMEN)
    divide(women_check, women, 6)
    forms.add_question(
        session,
        committee,
        now,
        activity_id=women_check,
        kind=QuestionKind.CHOICE,
        text=texts.PACKAGE_QUESTION,
        choices=tuple(Choice(*package) for package in texts.PACKAGES),
    )
    retired = _first(today + timedelta(days=20), calendar.is_workday)
    retired_check = add(texts.RETIRED_CHECK, ActivityKind.HEALTH, retired, 8, None, audience=RETIRED)
    divide(retired_check, retired, 4)
    arranging.set_preparation(
        session, committee, now, activity_id=retired_check, preparation=texts.PREPARATION
    )
    singing = _first(today + timedelta(days=33), calendar.is_workday)
    sign_up(add(texts.SINGING, ActivityKind.FESTIVAL, singing, 15, 120), actors[4:20])


def _first(day: date, fits: Callable[[date], bool]) -> date:
    """The first day from ``day`` on that fits."""
    while not fits(day):
        day += timedelta(days=1)
    return day


def _proposals(session: Session, actors: list[Actor], committee: Actor, now: datetime) -> None:
    before = now - timedelta(days=12)
    answered = proposals.submit_proposal(
        session, actors[0], before, text=texts.PROPOSAL_ANSWERED, request="demo:proposal:1"
    )
    for state, text in ((ProposalState.TAKEN_UP, ""), (ProposalState.ADOPTED, texts.ANSWER)):
        before += timedelta(days=2)
        proposals.lead_proposal(
            session, committee, before, proposal_id=answered.proposal_id, state=state, text=text
        )
    for number, (actor, text) in enumerate(zip(actors[5:], texts.PROPOSALS, strict=False), start=2):
        proposals.submit_proposal(session, actor, now, text=text, request=f"demo:proposal:{number}")
