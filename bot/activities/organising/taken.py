"""What comes along when an activity is held once more, beside its time, place and words."""

from enum import StrEnum


class Part(StrEnum):
    """A part of the settings of an activity."""

    QUESTIONS = "questions"
    SLOTS = "slots"
    LESSONS = "lessons"
    QUOTAS = "quotas"
    KEPT = "kept"
    EVENTS = "events"
    TEAMS = "teams"
    POINTS = "points"
    WAY = "way"
    PREPARATION = "preparation"
    SERIES = "series"
