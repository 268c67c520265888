"""Who handles what, with which right: declared once, beside the handler.

Order for a text: command, 取消, the labels of the menu, the open form, other keywords, those who listen, free text.
"""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from bot import buttons
from bot.buttons import Payload, button
from bot.chat import routes, texts
from bot.chat.dialogs import Draft, Flow, StepBack
from bot.chat.routes import Command, DeskEntry, FileHandler, Handler, Key, Listener, PressHandler, Route
from bot.chat.turn import Turn
from bot.chat.typed import normal, typed_choice
from bot.members.rules import Right, may
from bot.refused import Refused

B = TypeVar("B", bound=Payload)


@button("choose1")
@dataclass(frozen=True, slots=True)
class Choose:
    """A ready answer to the question of an open form: the same as typing ``value``."""

    flow: str
    step: str
    value: str


@button("goon1")
@dataclass(frozen=True, slots=True)
class GoOn:
    """Put the question of the open form again."""


@button("drop1")
@dataclass(frozen=True, slots=True)
class DropDraft:
    """Give up the open form."""


@dataclass
class Router:
    """Routes of one concept; the root router includes all."""

    commands: dict[str, Route[Handler]] = field(default_factory=dict)
    menu: list[Command] = field(default_factory=list)
    keys: list[Key] = field(default_factory=list)
    entries: list[DeskEntry] = field(default_factory=list)
    labels: dict[str, Route[Handler]] = field(default_factory=dict)
    keywords: dict[str, Route[Handler]] = field(default_factory=dict)
    presses: dict[type, Route[PressHandler]] = field(default_factory=dict)
    steps: dict[tuple[str, str], Route[Handler]] = field(default_factory=dict)
    flows: dict[str, Flow] = field(default_factory=dict)
    documents: list[Route[FileHandler]] = field(default_factory=list)
    contacts: list[Route[Handler]] = field(default_factory=list)
    listeners: list[Route[Listener]] = field(default_factory=list)
    free_text: Route[Handler] | None = None
    newcomer: Handler | None = None
    aside: Listener | None = None

    def command(
        self, name: str, *, about: str = "", right: Right | None, words: Iterable[str] = ()
    ) -> Callable[[Handler], Handler]:
        """``/name``, with Chinese keywords that do the same; ``about`` puts it into the menu."""

        def add(handler: Handler) -> Handler:
            route = Route(handler, right)
            routes.put(self.commands, name, route)
            for word in words:
                routes.put(self.keywords, normal(word), route)
            if about:
                self.menu.append(Command(name, about, right))
            return handler

        return add

    def label(self, label: str, *, place: int, right: Right | None) -> Callable[[Handler], Handler]:
        """A key of the reply keyboard, at ``place`` for those with the right; it wins over an open form."""

        def add(handler: Handler) -> Handler:
            routes.put(self.labels, normal(label), Route(handler, right))
            self.keys.append(Key(place, label, right))
            return handler

        return add

    def desk(self, label: str, action: Payload, *, place: int, right: Right) -> None:
        """A button on the desk (委员工作台) for those with the right."""
        self.entries.append(DeskEntry(place, label, action, right))

    def button(
        self, payload: type[B], *, right: Right | None
    ) -> Callable[[Callable[[Turn, B], Awaitable[None]]], Callable[[Turn, B], Awaitable[None]]]:
        """Presses of one kind of button."""

        def add(handler: Callable[[Turn, B], Awaitable[None]]) -> Callable[[Turn, B], Awaitable[None]]:
            route: Route[Any] = Route(handler, right)
            routes.put(self.presses, payload, route)
            return handler

        return add

    def step(self, flow: Flow, step: str, *, right: Right | None) -> Callable[[Handler], Handler]:
        """The answer to one question of a form; the answer is ``turn.text`` (or ``turn.document``, ``turn.photo``)."""

        def add(handler: Handler) -> Handler:
            if step not in flow.questions:
                raise ValueError(f"the form {flow.name} has no step {step!r}")
            self.flows[flow.name] = flow
            routes.put(self.steps, (flow.name, step), Route(handler, right))
            return handler

        return add

    def document(self, *, right: Right) -> Callable[[FileHandler], FileHandler]:
        """A document sent outside a form. Asked one after the other; True: it was mine, and is answered."""

        def add(handler: FileHandler) -> FileHandler:
            self.documents.append(Route(handler, right))
            return handler

        return add

    def contact(self, *, right: Right | None) -> Callable[[Handler], Handler]:
        """A shared contact."""

        def add(handler: Handler) -> Handler:
            self.contacts.append(Route(handler, right))
            return handler

        return add

    def listen(self, *, right: Right) -> Callable[[Listener], Listener]:
        """What is typed in own words, before the free text of all. Asked one after the other; True: it was mine, and is
        answered."""

        def add(handler: Listener) -> Listener:
            self.listeners.append(Route(handler, right))
            return handler

        return add

    def stranger(self, handler: Handler) -> Handler:
        """What somebody without a binding types, unless it is a command, a keyword or an answer."""
        self.newcomer = handler
        return handler

    def between(self, listener: Listener) -> Listener:
        """A clear question where a form would take any text (``Flow.lets_ask``). True: it was one, and is answered."""
        self.aside = listener
        return listener

    def text(self, *, right: Right | None) -> Callable[[Handler], Handler]:
        """Everything else that is typed."""

        def add(handler: Handler) -> Handler:
            self.free_text = Route(handler, right)
            return handler

        return add

    def include(self, other: "Router") -> None:
        """Take over the routes of another router; the same route twice is a mistake."""
        routes.merge(self.commands, other.commands)
        routes.merge(self.labels, other.labels)
        routes.merge(self.keywords, other.keywords)
        routes.merge(self.presses, other.presses)
        routes.merge(self.steps, other.steps)
        self.flows |= other.flows
        self.menu += other.menu
        self.keys += other.keys
        self.entries += other.entries
        self.documents += other.documents
        self.contacts += other.contacts
        self.listeners += other.listeners
        self.free_text = other.free_text or self.free_text
        self.newcomer = other.newcomer or self.newcomer
        self.aside = other.aside or self.aside

    # -- finding the way ----------------------------------------------------------------------------------

    async def handle(self, turn: Turn) -> None:
        """Find the handler for a private chat's turn and run it. Raises what the handler raises."""
        if turn.press is not None:
            await self._press(turn, turn.press.data or "")
        elif turn.document is not None:
            await self._document(turn)
        elif turn.update.effective_message and turn.update.effective_message.contact:
            await self._contact(turn)
        elif turn.update.effective_message and turn.update.effective_message.text:
            await self._text(turn)
        elif turn.photo is not None and turn.standing.draft is not None:
            await self._step(turn)
        else:
            await turn.reply(texts.only_text_and_files())

    async def _text(self, turn: Turn) -> None:
        word = normal(turn.text)
        if turn.text.startswith("/"):
            name, _, argument = turn.text[1:].partition(" ")
            name = name.partition("@")[0].lower()
            route = self.commands.get(name)
            turn.argument = argument.strip()
            if route is None:
                await turn.reply(texts.unknown_command())
                return
            await self._run(turn, route)
            await self._remind_of_draft(turn, name)
        elif word in texts.CANCEL_WORDS or (
            turn.standing.draft is not None and word in texts.GIVING_UP_WORDS
        ):
            await self._cancel(turn)
        elif word in self.labels:
            await self._run(turn, self.labels[word])
            await self._remind_of_draft(turn, word)
        elif word in texts.BACK_WORDS and self._way_back(turn):
            await self._step_back(turn)
        elif await self._answered_aside(turn):
            await self._remind_of_draft(turn, word)
        elif turn.standing.draft is not None and (
            word in self.keywords or word in texts.BACK_WORDS or word in texts.WHERE_WORDS
        ):
            # Surely no answer to the question; say where the person stands instead of asking it again.
            await self._remind_of_draft(turn, word)
        elif turn.standing.draft is not None:
            await self._step(turn)
        elif word in self.keywords:
            await self._run(turn, self.keywords[word])
        else:
            await self._tell_lapsed(turn)
            await self._free_text(turn)

    async def _free_text(self, turn: Turn) -> None:
        if turn.known is None and self.newcomer is not None:
            await self.newcomer(turn)
        elif not await self._listened(turn) and self.free_text is not None:
            await self._run(turn, self.free_text)

    async def _tell_lapsed(self, turn: Turn) -> None:
        """What is typed may be the answer to a question of days ago: say once that it is asked no more."""
        flow = self.flows.get(turn.standing.lapsed or "")
        if turn.standing.lapsed is not None:
            await turn.give_up()
        if flow is not None:
            await turn.reply(texts.draft_lapsed(flow.title))

    async def _answered_aside(self, turn: Turn) -> bool:
        draft = turn.standing.draft
        flow = self.flows.get(draft.flow) if draft is not None else None
        if draft is None or flow is None or draft.step not in flow.lets_ask or self.aside is None:
            return False
        return turn.known is not None and await self.aside(turn)

    async def _listened(self, turn: Turn) -> bool:
        for route in self.listeners:
            if route.right is not None and may(turn.known, route.right) and await route.handle(turn):
                return True
        return False

    async def _press(self, turn: Turn, data: str) -> None:
        payload = buttons.unpack(data)
        if isinstance(payload, Choose):
            draft = turn.standing.draft
            if draft is None or not self._offers(draft, payload):
                await self._ask_again(turn, texts.question_waits())
                return
            turn.text, turn.chosen = payload.value, True
            await self._step(turn)
        elif isinstance(payload, GoOn):
            await self._ask_again(turn)
        elif isinstance(payload, DropDraft):
            await self._cancel(turn)
        elif isinstance(payload, StepBack):
            draft = turn.standing.draft
            here = draft is not None and (draft.flow, draft.step) == (payload.flow, payload.step)
            if here and self._way_back(turn):
                await self._step_back(turn)
            else:
                await self._ask_again(turn, texts.question_waits())
        elif payload is None or type(payload) not in self.presses:
            await self._stale(turn)
        else:
            route = self.presses[type(payload)]
            if await self._admit(turn, route.right):
                await route.handle(turn, payload)

    def _offers(self, draft: Draft, chosen: Choose) -> bool:
        """Whether the open question has this ready answer: what a button brings back may be old or made up."""
        if (draft.flow, draft.step) != (chosen.flow, chosen.step):
            return False
        flow = self.flows.get(draft.flow)
        if flow is None or flow.version != draft.version or draft.step not in flow.questions:
            return True  # the form has changed, which is said in its place
        question = flow.questions[draft.step](draft.answers)
        return any(button.action == chosen for row in question.rows for button in row)

    async def _step(self, turn: Turn) -> None:
        draft = turn.standing.draft
        if draft is None:
            return
        flow = self.flows.get(draft.flow)
        route = self.steps.get((draft.flow, draft.step))
        if flow is None or route is None or flow.version != draft.version:
            await turn.give_up()
            await turn.reply(texts.form_changed(draft.answers))
            return
        if not turn.chosen and draft.step in flow.questions:
            question = flow.questions[draft.step](draft.answers)
            choices = [(one.label, one.action) for row in question.rows for one in row]
            ready = [(label, action.value) for label, action in choices if isinstance(action, Choose)]
            value = typed_choice(turn.text, ready)
            if value is not None:
                turn.text, turn.chosen = value, True
        turn.answers_question = True
        try:
            await self._run(turn, route)
        except Refused as refused:
            question = flow.question(draft.step, draft.answers, may_go_back=draft.may_go_back)
            if turn.press is not None or refused.message.rows or not question.rows:
                raise
            offers = any(isinstance(one.action, Choose) for row in question.rows for one in row)
            again = texts.answer_again if offers else texts.buttons_again
            raise Refused(refused.reason, again(refused.message, question)) from None

    def _way_back(self, turn: Turn) -> bool:
        draft = turn.standing.draft
        flow = self.flows.get(draft.flow) if draft else None
        return bool(draft and flow and flow.back and flow.version == draft.version and draft.may_go_back)

    async def _step_back(self, turn: Turn) -> None:
        turn.standing = await turn.step_back()
        await self._ask_again(turn)

    async def _document(self, turn: Turn) -> None:
        if turn.standing.draft is not None:
            await self._step(turn)
        else:
            for route in self.documents:
                if (route.right is None or may(turn.known, route.right)) and await route.handle(turn):
                    return
            await turn.reply(texts.only_text_and_files() if turn.known else texts.join_first())

    async def _contact(self, turn: Turn) -> None:
        if self.contacts:
            await self._run(turn, self.contacts[0])
        else:
            await turn.reply(texts.only_text_and_files())

    async def _cancel(self, turn: Turn) -> None:
        if turn.standing.draft is None:
            await turn.reply(texts.nothing_to_cancel())
        else:
            await turn.give_up()
            await turn.show(texts.cancelled())

    async def _ask_again(self, turn: Turn, toast: str = "") -> None:
        draft = turn.standing.draft
        flow = self.flows.get(draft.flow) if draft else None
        if draft is None or flow is None or flow.version != draft.version or draft.step not in flow.questions:
            await self._stale(turn)
            return
        if toast:
            await turn.toast(toast)
        await turn.show(flow.question(draft.step, draft.answers, may_go_back=draft.may_go_back))

    async def _remind_of_draft(self, turn: Turn, what: str) -> None:
        draft = turn.standing.draft
        if draft is None or what == "cancel" or draft.flow not in self.flows:
            return
        await turn.reply(texts.draft_waits(self.flows[draft.flow].title, GoOn(), DropDraft()))

    async def _stale(self, turn: Turn) -> None:
        """An old, foreign or forged button: one sentence, and the fresh start screen."""
        await turn.toast(texts.button_is_stale())
        await self._run(turn, self.commands["menu"])

    async def _run(self, turn: Turn, route: Route[Handler]) -> None:
        if await self._admit(turn, route.right):
            await route.handle(turn)

    async def _admit(self, turn: Turn, right: Right | None) -> bool:
        if right is None or may(turn.known, right):
            return True
        if turn.press is not None:
            await turn.toast(texts.not_for_you() if turn.known else texts.join_first_short(), alert=True)
        else:
            await turn.reply(texts.not_for_you_message() if turn.known else texts.join_first())
        return False
