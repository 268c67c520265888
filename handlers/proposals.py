"""Members hand in proposals and follow them; the committee answers."""

from bot.chat.dialogs import Answers, Flow
from bot.chat.router import Choose, DropDraft, Router
from bot.chat.turn import Turn
from bot.members.rules import Right
from bot.message import Message
from bot.proposals import rules, service, texts
from bot.proposals.buttons import Lead, MyProposals, ProposalList, ShowProposal, Withdraw, WriteProposal
from bot.proposals.rules import ProposalState

router = Router()


def _preview(answers: Answers) -> Message:
    return texts.preview(
        answers,
        submit=Choose(PROPOSE.name, "preview", "submit"),
        measure=Choose(PROPOSE.name, "preview", "measure"),
        benefit=Choose(PROPOSE.name, "preview", "benefit"),
        drop=DropDraft(),
    )


def _preview_reply(answers: Answers) -> Message:
    return texts.preview_reply(
        answers["number"],
        ProposalState(answers["state"]),
        answers["text"],
        send=Choose(ANSWER.name, "preview", "send"),
        drop=DropDraft(),
    )


PROPOSE = Flow(
    "propose",
    1,
    texts.FORM,
    {
        "text": lambda _answers: texts.ask_text(),
        "measure": lambda _answers: texts.ask_measure(),
        "benefit": lambda _answers: texts.ask_benefit(),
        "preview": _preview,
    },
    lets_ask=frozenset({"preview"}),
)
ANSWER = Flow(
    "answer",
    1,
    texts.ANSWER_FORM,
    {
        "text": lambda answers: texts.ask_reply(answers["number"], ProposalState(answers["state"])),
        "preview": _preview_reply,
    },
)


router.desk(texts.DESK_LIST, ProposalList(True, 0), place=30, right=Right.ANSWER_PROPOSALS)


@router.command("propose", about=texts.ABOUT_PROPOSE, right=Right.PROPOSE, words=texts.WORDS_PROPOSE)
@router.label(texts.KEY_PROPOSE, place=30, right=Right.PROPOSE)
async def write_proposal(turn: Turn) -> None:
    """Begin a proposal; with a text behind the command go straight to the preview."""
    await begin(turn, turn.argument)


async def begin(turn: Turn, text: str) -> None:
    """Begin a proposal with what the person already wrote, if anything."""
    if text:
        await turn.ask(PROPOSE, "preview", {"text": service.fit_text(text)})
    else:
        await turn.ask(PROPOSE, "text", {})


@router.button(WriteProposal, right=Right.PROPOSE)
async def press_write(turn: Turn, _data: WriteProposal) -> None:
    await begin(turn, "")


@router.step(PROPOSE, "text", right=Right.PROPOSE)
async def take_text(turn: Turn) -> None:
    await turn.ask(PROPOSE, "preview", text=service.fit_text(turn.text))


@router.step(PROPOSE, "measure", right=Right.PROPOSE)
async def take_measure(turn: Turn) -> None:
    await turn.ask(PROPOSE, "preview", measure=service.fit_text(turn.text))


@router.step(PROPOSE, "benefit", right=Right.PROPOSE)
async def take_benefit(turn: Turn) -> None:
    await turn.ask(PROPOSE, "preview", benefit=service.fit_text(turn.text))


@router.step(PROPOSE, "preview", right=Right.PROPOSE)
async def decide(turn: Turn) -> None:
    """Submit, ask for more, or take what is typed as a continuation of the text."""
    if not turn.chosen:
        await turn.ask(PROPOSE, "preview", text=service.fit_text(f"{turn.answers['text']}\n{turn.text}"))
    elif turn.text in {"measure", "benefit"}:
        await turn.ask(PROPOSE, turn.text)
    else:
        handed = await turn.finish(
            service.submit_proposal,
            text=turn.answers["text"],
            measure=turn.answers.get("measure", ""),
            benefit=turn.answers.get("benefit", ""),
            request=turn.request,
        )
        await turn.show(texts.receipt(handed.number, handed.proposal_id))


@router.command("myproposals", about=texts.ABOUT_MINE, right=Right.PROPOSE, words=texts.WORDS_MINE)
async def my_proposals(turn: Turn) -> None:
    await turn.show(texts.my_list(await turn.read(service.my_proposals, turn.actor, page=0)))


@router.button(MyProposals, right=Right.PROPOSE)
async def turn_my_pages(turn: Turn, data: MyProposals) -> None:
    await turn.show(texts.my_list(await turn.read(service.my_proposals, turn.actor, page=data.page)))


@router.button(ShowProposal, right=Right.PROPOSE)
async def show_proposal(turn: Turn, data: ShowProposal) -> None:
    card = await turn.read(service.proposal_card, turn.actor, proposal_id=data.proposal_id)
    await turn.show(texts.card(card))


@router.button(Withdraw, right=Right.PROPOSE)
async def withdraw(turn: Turn, data: Withdraw) -> None:
    handed = await turn.do(service.withdraw_proposal, proposal_id=data.proposal_id)
    await turn.show(texts.withdrawn(handed.number))


@router.command("proposals", about=texts.ABOUT_LIST, right=Right.ANSWER_PROPOSALS, words=texts.WORDS_LIST)
async def list_open(turn: Turn) -> None:
    await _show_list(turn, only_open=True, page=0)


@router.button(ProposalList, right=Right.ANSWER_PROPOSALS)
async def turn_list_pages(turn: Turn, data: ProposalList) -> None:
    await _show_list(turn, only_open=data.only_open, page=data.page)


async def _show_list(turn: Turn, *, only_open: bool, page: int) -> None:
    found = await turn.read(service.proposals_for_committee, turn.actor, only_open=only_open, page=page)
    await turn.show(texts.committee_list(found, only_open=only_open))


@router.button(Lead, right=Right.ANSWER_PROPOSALS)
async def lead(turn: Turn, data: Lead) -> None:
    """Change the state at once, or ask for the words that go with it."""
    if data.state not in rules.NEEDS_WORDS:
        card = await turn.do(service.lead_proposal, proposal_id=data.proposal_id, state=data.state)
        await turn.show(texts.card(card))
        return
    card = await turn.read(service.leadable, turn.actor, proposal_id=data.proposal_id, state=data.state)
    answers = {"proposal_id": data.proposal_id, "number": card.number, "state": data.state.value}
    await turn.ask(ANSWER, "text", answers)


@router.step(ANSWER, "text", right=Right.ANSWER_PROPOSALS)
async def take_reply(turn: Turn) -> None:
    await turn.ask(ANSWER, "preview", text=service.fit_text(turn.text))


@router.step(ANSWER, "preview", right=Right.ANSWER_PROPOSALS)
async def send_reply(turn: Turn) -> None:
    """Send it, or take what is typed as the better wording."""
    if not turn.chosen:
        await turn.ask(ANSWER, "preview", text=service.fit_text(turn.text))
        return
    card = await turn.finish(
        service.lead_proposal,
        proposal_id=turn.answers["proposal_id"],
        state=ProposalState(turn.answers["state"]),
        text=turn.answers["text"],
    )
    await turn.show(texts.done(card.number, card.state))
