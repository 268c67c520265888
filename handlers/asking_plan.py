"""The plan in own words: a period, a whole year, a matter by its name, who is responsible; its files."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from bot.activities import looking as activities
from bot.asking import rules, texts
from bot.chat.router import Router
from bot.chat.turn import Turn
from bot.language import Context, Intent, Reading, Status, Topic, dates, understand
from bot.members.rules import Right, may
from bot.plan import looking, summary
from bot.plan.buttons import ExportMonth, ExportYear, ShowItem, ShowYear
from bot.plan.buttons_actions import ShowOutlook, ShowSummary
from bot.plan.rules import month_of
from bot.plan.texts import living, spoken
from bot.plan.texts import summary as summed_up
from bot.wording import local
from handlers import plan, plan_actions
from handlers.asking_lists import list_activities, remember

router = Router()
_MOST_LISTED = 20
_STATUS = {
    spoken.Question.DONE: Status.DONE,
    spoken.Question.UNDONE: Status.OPEN,
    spoken.Question.OVERDUE: Status.OVERDUE,
}


@router.listen(right=Right.SEE_PLAN)
async def hear_of_a_file(turn: Turn) -> bool:
    """年历图; 把全年计划发我一份表格; 12月的计划加到日历."""
    form = texts.file_in(turn.text)
    if form is None:
        return False
    months = {
        (month_of(found.first_on), month_of(found.last_on))
        for found in dates.find(turn.text, local(turn.now))
        if found.first_on is not None and found.last_on is not None and found.first_on != found.last_on
    }
    first, last = months.pop() if len(months) == 1 else (0, 1)
    if form == "ics" and first == last:
        await plan.export_month(turn, ExportMonth(first))
        return True
    await plan.export_year(turn, ExportYear(texts.year_in(turn.text, local(turn.now).year), form))
    return True


@router.listen(right=Right.SEE_PLAN)
async def hear_of_progress(turn: Turn) -> bool:
    """全年小结; 今年办得怎么样; 还有哪些没办: from the plan, as far as the one who asks may see it."""
    question = spoken.asked(turn.text)
    if question is None:
        return False
    known = await turn.read(activities.find_visible, turn.actor, turn.now)
    wish = understand(turn.text, local(turn.now), Context(known))
    if question in _STATUS:
        status = _STATUS[question]
        slots = replace(wish.slots, status=status, topic=None)
        await query_plan(turn, replace(wish, intent=Intent.QUERY_PLAN, slots=slots))
        return True
    today = local(turn.now).date()
    days = rules.plan_days(wish.slots.when, today)
    managing = may(turn.actor, Right.MANAGE_PLAN)
    if managing and days is not None and month_of(days[0]) == month_of(days[1]):
        await plan_actions.show_outlook(turn, ShowOutlook(month_of(days[0])))
        return True
    year = texts.year_in(turn.text, today.year)
    if managing:
        await plan.show_summary(turn, ShowSummary(year))
    else:
        found = await turn.read(summary.progress_of, turn.actor, turn.now, year=year)
        await turn.reply(summed_up.progress(found, rules.once_each(found.left)))
    return True


async def query_plan(turn: Turn, wish: Reading) -> None:
    """What is planned in a period or for a matter that is named, and who is responsible for it."""
    today = local(turn.now).date()
    days = rules.plan_days(wish.slots.when, today)
    if days is None and texts.asks_for_a_year(turn.text):
        days = date(today.year, 1, 1), date(today.year, 12, 31)
    if days is not None and texts.asks_what_is_left(turn.text) and days[0] <= today <= days[1]:
        days = today, days[1]
    first, last = days or (date(today.year, 1, 1), date(today.year + 1, 12, 31))
    lines = await turn.read(looking.items_in, turn.actor, turn.now, first=first, last=last)
    lines = rules.of_status(lines, wish.slots.status, today)
    about = rules.about(wish, lines)
    await remember(turn, wish, [])
    if wish.slots.topic is Topic.OWNER and (about or days):
        managing = may(turn.actor, Right.MANAGE_PLAN)
        await turn.reply(living.owners(rules.by_owner(about or lines), managing=managing))
    elif about and not days:
        coming = [line for line in about if line.span.end_on >= today] or list(about[-1:])
        if len(coming) == 1:
            await plan.show_item(turn, ShowItem(coming[0].occurrence_id))
        else:
            await _list(turn, wish, coming)
    elif days and not lines and wish.slots.status is None:
        await list_activities(turn, wish)  # nothing is planned; there may be activities all the same
    elif not days and not lines and wish.slots.status is not None:
        await turn.reply(texts.nothing_like_it(month_of(today), wish.slots.status))
    elif days and not about and wish.slots.status is None and rules.is_whole_year(*days):
        await plan.show_year(turn, ShowYear(days[0].year))
    elif days or wish.slots.status is not None:
        await _list(turn, wish, about or lines, days)
    else:
        await plan.show_plan(turn)


async def _list(
    turn: Turn, wish: Reading, lines: Sequence[looking.Line], days: tuple[date, date] | None = None
) -> None:
    today = local(turn.now).date()
    first, last = days or rules.days_of(lines, today)
    once = rules.is_long(first, last)
    lines = rules.once_each(lines) if once else lines
    shown = lines[:_MOST_LISTED]
    await remember(turn, wish, [], shown)
    message = living.listing(shown, first, last, once=once, what=texts.planned_in(wish.slots.status))
    more = len(lines) - len(shown)
    await turn.reply(texts.and_more(message, more, month_of(max(first, today))) if more else message)
