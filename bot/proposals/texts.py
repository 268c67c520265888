"""What is said about proposals."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from bot.buttons import Payload
from bot.message import Button, Message, escape
from bot.paging import turning
from bot.proposals.buttons import Lead, MyProposals, ProposalList, ShowProposal, Withdraw, WriteProposal
from bot.proposals.rules import ProposalState
from bot.wording import shortened, when

if TYPE_CHECKING:
    from bot.proposals.service import Card, Line, Listed, Waiting

KEY_PROPOSE = "💡 提建议"
DESK_LIST = "待答复的建议"
ABOUT_PROPOSE = "提合理化建议"
ABOUT_MINE = "我的建议和答复"
ABOUT_LIST = "待答复的建议（委员）"
WORDS_PROPOSE = ("提建议", "我要提建议", "合理化建议")
WORDS_MINE = ("我的建议", "我提的建议")
WORDS_LIST = ("待答复的建议", "建议列表")
FORM = "合理化建议"
_MOST_WAITING = 6
ANSWER_FORM = "答复建议"

STATE = {
    ProposalState.SUBMITTED: "待受理",
    ProposalState.TAKEN_UP: "已受理",
    ProposalState.ADOPTED: "已采纳",
    ProposalState.DECLINED: "未采纳",
    ProposalState.IN_PROGRESS: "实施中",
    ProposalState.DONE: "已实施",
    ProposalState.WITHDRAWN: "已撤回",
}
_LEAD = {
    ProposalState.TAKEN_UP: "✅ 受理",
    ProposalState.ADOPTED: "👍 采纳",
    ProposalState.DECLINED: "未采纳",
    ProposalState.IN_PROGRESS: "开始实施",
    ProposalState.DONE: "🎉 已实施",
}


def ask_text() -> Message:
    return Message(
        "请把您的建议写成一条消息发给我：<b>哪里可以改进、您建议怎么做</b>。几句话就行，之后还可以补充。\n"
        "不想写了，说“取消”就行。"
    )


def ask_measure() -> Message:
    return Message("您建议<b>怎么做</b>？请写具体一点，比如在哪里、用什么办法。")


def ask_benefit() -> Message:
    return Message("做成以后预计有什么<b>好处</b>？比如省时间、更安全、省多少钱。估不准也没关系。")


def preview(
    answers: Mapping[str, Any], *, submit: Payload, measure: Payload, benefit: Payload, drop: Payload
) -> Message:
    """The proposal as it will be handed in."""
    return Message(
        f"请您看一眼，没问题就提交：\n\n{_body(answers['text'], answers.get('measure', ''), answers.get('benefit', ''))}\n\n"
        "想补充，直接接着写就行。",
        (
            (Button("✅ 提交", submit),),
            (Button("补充做法", measure), Button("补充好处", benefit)),
            (Button("✖ 取消", drop),),
        ),
    )


def receipt(number: str, proposal_id: int) -> Message:
    return Message(
        f"收到，谢谢您！建议编号 <b>{number}</b>。\n委员看到后会答复您，每有进展我都会告诉您。",
        ((Button("查看这条建议", ShowProposal(proposal_id)), Button("我的建议", MyProposals(0))),),
    )


def for_committee(card: "Card") -> Message:
    return Message(
        f"💡 新的合理化建议 <b>{card.number}</b>\n{escape(card.proposer)}（{escape(card.group)}）：\n"
        f"{escape(shortened(card.text, 300))}",
        ((Button("查看并办理", ShowProposal(card.proposal_id)),),),
    )


def changed(number: str, state: ProposalState, text: str, proposal_id: int) -> Message:
    lines = [f"您的建议 <b>{number}</b> 有进展：<b>{STATE[state]}</b>。"]
    if text:
        lines.append(f"答复：{escape(text)}")
    elif state is ProposalState.TAKEN_UP:
        lines.append("委员正在研究，有结果马上告诉您。")
    return Message("\n".join(lines), ((Button("查看这条建议", ShowProposal(proposal_id)),),))


def waiting_for_committee(lines: "Sequence[Waiting]", total: int) -> Message:
    """What the committee still owes an answer, the longest first."""
    shown = lines[:_MOST_WAITING]
    rows = [
        f"· <b>{line.number}</b> 等了 {line.days} 天：{escape(shortened(line.text, 24))}" for line in shown
    ]
    more = f"\n共有 {total} 条在等答复。" if total > len(shown) else ""
    keys = [Button(f"办理 {line.number}", ShowProposal(line.proposal_id)) for line in shown]
    return Message(
        "💡 这些建议还在等答复，哪怕先回一句“在研究”，提的人也安心：\n" + "\n".join(rows) + more,
        (
            *(tuple(keys[start : start + 2]) for start in range(0, len(keys), 2)),
            (Button("看全部待答复", ProposalList(True, 0)),),
        ),
    )


def still_waiting(line: "Waiting") -> Message:
    return Message(
        f"您的建议 <b>{line.number}</b> 这几天还没有新进展，我已经再提醒委员了。让您久等，请您谅解。",
        ((Button("查看这条建议", ShowProposal(line.proposal_id)),),),
    )


def my_list(listed: "Listed") -> Message:
    if not listed.total:
        return Message(
            "您还没有提过建议。身边有什么可以改进的，随时告诉我。",
            ((Button("💡 写一条建议", WriteProposal()),),),
        )
    return Message(
        f"您提过 {listed.total} 条建议，点开看进展：",
        (*_rows(listed, MyProposals), (Button("💡 再写一条", WriteProposal()),)),
    )


def committee_list(listed: "Listed", *, only_open: bool) -> Message:
    other = (
        Button("看全部建议", ProposalList(False, 0))
        if only_open
        else Button("只看待答复", ProposalList(True, 0))
    )
    if not listed.total:
        return Message("没有待答复的建议。" if only_open else "还没有人提建议。", ((other,),))
    head = f"待答复的建议 {listed.total} 条：" if only_open else f"全部建议 {listed.total} 条："
    return Message(head, (*_rows(listed, lambda page: ProposalList(only_open, page)), (other,)))


def card(shown: "Card") -> Message:
    """A proposal with its history and what the one who looks may do."""
    who = "" if shown.own else f"\n{escape(shown.proposer)}（{escape(shown.group)}）"
    lines = [
        f"<b>建议 {shown.number}</b> · {STATE[shown.state]}{who}",
        f"{when(shown.submitted_at)} 提交",
        "",
        _body(shown.text, shown.measure, shown.benefit),
    ]
    if shown.replies:
        lines.append("")
        lines += [
            f"· {when(reply.at)} {STATE[reply.state]}" + (f"：{escape(reply.text)}" if reply.text else "")
            for reply in shown.replies
        ]
    leads = [Button(_LEAD[state], Lead(shown.proposal_id, state)) for state in shown.may_become]
    rows = [tuple(leads[start : start + 2]) for start in range(0, len(leads), 2)]
    if shown.may_withdraw:
        rows.append((Button("撤回这条建议", Withdraw(shown.proposal_id)),))
    back = Button("⬅ 返回", MyProposals(0) if shown.own else ProposalList(True, 0))
    return Message("\n".join(lines), (*rows, (back,)))


def ask_reply(number: str, state: ProposalState) -> Message:
    hint = {
        ProposalState.DECLINED: "请写明原因，这段话会原样发给建议人。没有理由的拒绝最让人寒心。",
        ProposalState.DONE: "请写一句实施的结果，这段话会原样发给建议人。",
    }.get(state, "请写一句答复，这段话会原样发给建议人。")
    return Message(f"建议 {number} → <b>{STATE[state]}</b>。\n{hint}")


def preview_reply(number: str, state: ProposalState, text: str, *, send: Payload, drop: Payload) -> Message:
    return Message(
        f"将告诉建议人：\n\n您的建议 <b>{number}</b> 有进展：<b>{STATE[state]}</b>。\n答复：{escape(text)}",
        ((Button("✅ 发送答复", send), Button("✖ 取消", drop)),),
    )


def done(number: str, state: ProposalState) -> Message:
    return Message(
        f"建议 {number} 已改为“{STATE[state]}”，建议人会收到通知。",
        ((Button("继续看待答复的建议", ProposalList(True, 0)),),),
    )


def withdrawn(number: str) -> Message:
    return Message(f"建议 {number} 已撤回。", ((Button("我的建议", MyProposals(0)),),))


# -- refusals ---------------------------------------------------------------------------------------------


def empty() -> str:
    return "请用文字写下您的建议，再发给我。"


def too_long(limit: int, length: int) -> str:
    return f"建议最多 {limit} 字，您写了 {length} 字。请精简一下再发，刚才的内容还在您的输入记录里。"


def gone() -> str:
    return "找不到这条建议，它可能已被撤回。"


def not_now(number: str, state: ProposalState) -> str:
    return f"建议 {number} 现在是“{STATE[state]}”，不能这样改。请打开它看最新情况。"


def needs_words() -> str:
    return "请写一句答复给建议人。"


def cannot_withdraw(number: str) -> str:
    return f"建议 {number} 已经有人受理，不能撤回了。"


def no_right() -> str:
    return "答复建议需要工会委员的权限。"


def _body(text: str, measure: str, benefit: str) -> str:
    parts = [f"【建议】{escape(text)}"]
    if measure:
        parts.append(f"【做法】{escape(measure)}")
    if benefit:
        parts.append(f"【好处】{escape(benefit)}")
    return "\n".join(parts)


def _line(line: "Line") -> str:
    return f"{line.number} {STATE[line.state]}｜{shortened(line.text, 14)}"


def _rows(listed: "Listed", to: Callable[[int], Payload]) -> tuple[tuple[Button, ...], ...]:
    page = listed.page
    rows = [(Button(_line(line), ShowProposal(line.proposal_id)),) for line in page.lines]
    return (*rows, *turning(page.number, page.more, to))
