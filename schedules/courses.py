"""The evening before each further lesson of a course."""

from bot.activities.series import lesson_reminders
from bot.waking import DueJob

JOBS = [DueJob(lesson_reminders.REMINDER, run=lesson_reminders.remind)]
