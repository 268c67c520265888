"""Buttons of checking in, of lists, and of what comes after an activity."""

from dataclasses import dataclass
from enum import StrEnum

from bot.buttons import button


class Who(StrEnum):
    """Which part of those who signed up."""

    WAITING = "waiting"
    HERE = "here"
    ABSENT = "absent"


@button("acqr1")
@dataclass(frozen=True, slots=True)
class SendCode:
    """The check-in code of this moment as a QR code."""

    activity_id: int


@button("acroll1")
@dataclass(frozen=True, slots=True)
class ShowRoll:
    """A page of the list to tick who is there, from 0."""

    activity_id: int
    page: int


@button("actick1")
@dataclass(frozen=True, slots=True)
class Tick:
    """Somebody on the list is there, or was ticked by mistake; the page stays."""

    activity_id: int
    member_id: int
    page: int


@button("acwalkin1")
@dataclass(frozen=True, slots=True)
class AddPresent:
    """Note people by name as being there; asks for the names."""

    activity_id: int


@button("acpart1")
@dataclass(frozen=True, slots=True)
class PartOfList:
    """A page of one part of the list, from 0."""

    activity_id: int
    who: Who
    page: int


@button("acbygrp1")
@dataclass(frozen=True, slots=True)
class ByGroup:
    """How many of each group signed up and were there, a page from 0."""

    activity_id: int
    page: int


@button("acsilent1")
@dataclass(frozen=True, slots=True)
class ShowSilent:
    """A page of those who have said nothing, from 0."""

    activity_id: int
    page: int


@button("acgrp1")
@dataclass(frozen=True, slots=True)
class OfGroup:
    """A page of the list of one group, from 0."""

    activity_id: int
    group_id: int
    page: int


@button("acchart1")
@dataclass(frozen=True, slots=True)
class SendChart:
    """Participation by group as a picture; activity 0: of all activities of this year."""

    activity_id: int


@button("accert1")
@dataclass(frozen=True, slots=True)
class GetCertificate:
    """The own certificate."""

    activity_id: int


@button("accerts1")
@dataclass(frozen=True, slots=True)
class Certificates:
    """Who gets which certificate."""

    activity_id: int


@button("accerttell1")
@dataclass(frozen=True, slots=True)
class TellCertificates:
    """Tell everybody who gets a certificate where it is."""

    activity_id: int


@button("accertall1")
@dataclass(frozen=True, slots=True)
class PrintCertificates:
    """All certificates in one file to print."""

    activity_id: int


@button("acaward1")
@dataclass(frozen=True, slots=True)
class SetAwards:
    """Have so many ranks get a certificate for their result."""

    activity_id: int
    ranks: int


@button("acfb1")
@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to a question of the feedback; ``question`` empty: begin."""

    activity_id: int
    question: str
    answer: str


@button("acfb2")
@dataclass(frozen=True, slots=True)
class AnswerNext:
    """An answer after the first, with what was ``given`` before and the ``nonce`` by which that can be told."""

    activity_id: int
    question: str
    answer: str
    given: str
    nonce: str


@button("acfbanew1")
@dataclass(frozen=True, slots=True)
class AnswerAnew:
    """Take back what was ``given`` and begin with the first question again."""

    activity_id: int
    given: str
    nonce: str


@button("acfbsum1")
@dataclass(frozen=True, slots=True)
class ShowFeedback:
    """What people thought, in numbers."""

    activity_id: int


@button("acfbfile1")
@dataclass(frozen=True, slots=True)
class FeedbackFile:
    """The same as a table."""

    activity_id: int
