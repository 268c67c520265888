"""Contests: stages and results, teams, the events of a sports meeting, kept places, points."""
