"""Every table of the house, for migrations and tests."""

# First: it sets the naming of constraints, which counts from the moment a table is declared.
from bot.storage.engine import metadata

# isort: split
from bot import audit, outbox, reminders
from bot.activities import model as activities
from bot.activities.attending import model as after_activities
from bot.activities.contests import model as contests
from bot.activities.organising import model as organising_activities
from bot.activities.series import model as activity_series
from bot.activities.sharing import model as sharing_activities
from bot.activities.terms import model as activity_terms
from bot.asking import model as asking
from bot.chat import dialogs, inbox
from bot.courses import model as courses
from bot.facilities import model as facilities
from bot.handouts import model as handouts
from bot.members import model as members
from bot.members import model_circles as circles
from bot.notices import model as notices
from bot.plan import model as plan
from bot.plan import model_actions as plan_actions
from bot.proposals import model as proposals

__all__ = [
    "activities",
    "activity_series",
    "activity_terms",
    "after_activities",
    "asking",
    "audit",
    "circles",
    "contests",
    "courses",
    "dialogs",
    "facilities",
    "handouts",
    "inbox",
    "members",
    "metadata",
    "notices",
    "organising_activities",
    "outbox",
    "plan",
    "plan_actions",
    "proposals",
    "reminders",
    "sharing_activities",
]
