"""How often free text was not understood: numbers only, never what was written."""

from datetime import date

from sqlmodel import Field, SQLModel


class Unclear(SQLModel, table=True):
    """One day. ``times``: messages not understood; ``handed_over``: of these, given to the committee."""

    on_day: date = Field(primary_key=True)
    times: int = 0
    handed_over: int = 0
