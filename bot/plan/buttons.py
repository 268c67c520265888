"""Buttons of plans."""

from dataclasses import dataclass

from bot.buttons import button


@button("pldoc1")
@dataclass(frozen=True, slots=True)
class ShowDocument:
    """The card of an imported plan."""

    document_id: int


@button("pllist1")
@dataclass(frozen=True, slots=True)
class ListDraft:
    """Everything that was read from a plan, by pages from 0."""

    document_id: int
    page: int


@button("plfix1")
@dataclass(frozen=True, slots=True)
class CorrectItem:
    """A draft item out of the list of all."""

    item_id: int


@button("plnext1")
@dataclass(frozen=True, slots=True)
class NextDoubt:
    """The next draft item to look at, behind ``after`` (a serial; 0: the first)."""

    document_id: int
    after: int


@button("plright1")
@dataclass(frozen=True, slots=True)
class ItemIsRight:
    """The draft item is right as it stands."""

    item_id: int


@button("pldate1")
@dataclass(frozen=True, slots=True)
class ChangeDate:
    """Type another time for a draft item."""

    item_id: int


@button("pltitle1")
@dataclass(frozen=True, slots=True)
class ChangeTitle:
    """Type another title for a draft item."""

    item_id: int


@button("plnot1")
@dataclass(frozen=True, slots=True)
class NotAnItem:
    """The draft item is no item of the plan."""

    item_id: int


@button("plsep1")
@dataclass(frozen=True, slots=True)
class KeepApart:
    """The draft item is another one than the item it resembles."""

    item_id: int


@button("plconf1")
@dataclass(frozen=True, slots=True)
class ConfirmPlan:
    """Confirm all items of a draft."""

    document_id: int


@button("plundo1")
@dataclass(frozen=True, slots=True)
class UndoImport:
    """Take back the import of a plan; ``sure``: asked already."""

    document_id: int
    sure: bool


@button("plmonth1")
@dataclass(frozen=True, slots=True)
class ShowMonth:
    """The plan of a month (counted from the year 0)."""

    month: int


@button("plyear1")
@dataclass(frozen=True, slots=True)
class ShowYear:
    """The plan of a year."""

    year: int


@button("plyear2")
@dataclass(frozen=True, slots=True)
class TurnYear:
    """A page of the plan of a year, from 0."""

    year: int
    page: int


@button("plexm1")
@dataclass(frozen=True, slots=True)
class ExportMonth:
    """Send a month of the plan as a calendar file."""

    month: int


@button("plitem1")
@dataclass(frozen=True, slots=True)
class ShowItem:
    """One item of the plan at one of its times."""

    occurrence_id: int


@button("plact1")
@dataclass(frozen=True, slots=True)
class OpenActivity:
    """Make an activity of it."""

    occurrence_id: int


@button("plnote1")
@dataclass(frozen=True, slots=True)
class WriteItemNotice:
    """Begin a notice about it."""

    occurrence_id: int


@button("plmove1")
@dataclass(frozen=True, slots=True)
class MoveItem:
    """Type another time for it."""

    occurrence_id: int


@button("pldone1")
@dataclass(frozen=True, slots=True)
class ItemDone:
    """It was done."""

    occurrence_id: int


@button("plcanc1")
@dataclass(frozen=True, slots=True)
class CancelItem:
    """It will not take place; ``sure``: asked already."""

    occurrence_id: int
    sure: bool


@button("plpost1")
@dataclass(frozen=True, slots=True)
class PostponeItem:
    """It is put off without a new date; the reason is asked."""

    occurrence_id: int


@button("plback1")
@dataclass(frozen=True, slots=True)
class PlanAgain:
    """What was done, postponed or cancelled is planned again."""

    occurrence_id: int


@button("plmiss1")
@dataclass(frozen=True, slots=True)
class ListMissed:
    """The reminders that were not sent in time."""


@button("plmiss2")
@dataclass(frozen=True, slots=True)
class TurnMissed:
    """A page of the reminders that were not sent in time, from 0."""

    page: int


@button("pldrpa1")
@dataclass(frozen=True, slots=True)
class DropAllMissed:
    """Send none of the missed reminders any more; ``sure``: asked already."""

    sure: bool


@button("plsend1")
@dataclass(frozen=True, slots=True)
class SendMissed:
    """Send a missed reminder now."""

    reminder_id: int


@button("pldrop1")
@dataclass(frozen=True, slots=True)
class DropMissed:
    """Do not send a missed reminder any more."""

    reminder_id: int


@button("pldocs1")
@dataclass(frozen=True, slots=True)
class ListDocuments:
    """The imported plans of all years."""


@button("pldocs2")
@dataclass(frozen=True, slots=True)
class TurnDocuments:
    """A page of the imported plans, from 0."""

    page: int


@button("plnow1")
@dataclass(frozen=True, slots=True)
class SendDigest:
    """Send the month's arrangements to everybody now."""

    month: int
    sure: bool


@button("plfile1")
@dataclass(frozen=True, slots=True)
class ExportYear:
    """The plan of a year as a file: ics, xlsx or png."""

    year: int
    form: str


@button("plical1")
@dataclass(frozen=True, slots=True)
class ExportItem:
    """One item for the calendar of a phone."""

    occurrence_id: int


@button("plsucc1")
@dataclass(frozen=True, slots=True)
class DraftNextYear:
    """Draft the next year's plan from this one."""

    document_id: int


@button("plcong1")
@dataclass(frozen=True, slots=True)
class PrepareCongress:
    """Put the tasks around a congress into the plan."""

    occurrence_id: int


@button("plrem1")
@dataclass(frozen=True, slots=True)
class ChooseReminders:
    """Choose when those who look after an item are reminded."""

    occurrence_id: int


@button("plremd1")
@dataclass(frozen=True, slots=True)
class SetReminders:
    """Remind these days ahead: ``7,1``; ``usual`` as the settings say, ``none`` not at all."""

    occurrence_id: int
    days: str


@button("plown1")
@dataclass(frozen=True, slots=True)
class ChangeOwner:
    """Type who is responsible for an item."""

    occurrence_id: int


@button("plmerg1")
@dataclass(frozen=True, slots=True)
class MergeUp:
    """The draft item belongs to the one before it."""

    item_id: int


@button("plsplt1")
@dataclass(frozen=True, slots=True)
class SplitItem:
    """Type the items that a draft item really holds."""

    item_id: int


@button("pldraf1")
@dataclass(frozen=True, slots=True)
class ExportDraft:
    """A draft as a table that can be edited and sent back."""

    document_id: int
