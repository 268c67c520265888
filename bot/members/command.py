"""``run.py import-roster`` and ``run.py invite``: members from the command line, for whoever runs the process."""

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from pathlib import Path

from bot.files import sheets
from bot.members import invites, roster, roster_report
from bot.members.roster_match import Verdict
from bot.members.roster_rows import read_roster
from bot.members.secret import invite_key
from bot.members.texts import command as texts
from bot.members.texts import roster as roster_texts
from bot.refused import Refused
from bot.settings import Settings
from bot.storage import Database


def import_roster(
    settings: Settings, path: Path, now: datetime, *, dry_run: bool = False, only_good: bool = False
) -> Iterator[str]:
    """Preview a roster and, unless ``dry_run``, take it over. Yields the lines to print.

    Raises Refused: the file cannot be read, or (after the lines of the preview) rows have errors and ``only_good``
    does not say to leave them out.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Refused("no_file", texts.no_file(str(path))) from error
    file = read_roster(data, filename=path.name)
    database = Database(settings.database.url)
    try:
        union_name = settings.union.name
        preview = database.read_now(roster.plan_from_command, rows=file.rows, union_name=union_name)
        yield from roster_report.lines(preview, file)
        if dry_run:
            yield texts.dry_run()
            return
        if preview.of(Verdict.ERROR) and not only_good:
            raise Refused("rows_with_errors", texts.rows_with_errors(len(preview.of(Verdict.ERROR))))
        database.write_now(
            roster.import_from_command, now, rows=file.rows, union_name=union_name, only_good=only_good
        )
        yield texts.imported()
    finally:
        database.close()


def invite(
    settings: Settings,
    now: datetime,
    *,
    name: str | None = None,
    everybody: bool = False,
    csv: Path | None = None,
    bot: str = "",
) -> Iterator[str]:
    """Codes for all members of that name, or for everybody without an account: printed by group, or written to a
    file. Yields the lines to print. Raises Refused when it is not clear for whom, or there is nobody."""
    if everybody == bool(name):
        raise Refused("for_whom", texts.for_whom())
    key = invite_key(settings.files.data_dir)
    days = settings.members.invite_days
    database = Database(settings.database.url)
    try:
        if name:
            issued = database.write_now(invites.issue_by_name, now, name=name, key=key, days=days)
        else:
            issued = database.write_now(invites.issue_for_all, now, key=key, days=days)
    finally:
        database.close()
    if not issued:
        raise Refused("nobody", texts.nobody_of_that_name(name) if name else texts.all_have_accounts())
    rows = roster_report.invitation_rows(issued, bot)
    if csv is not None:
        csv.write_bytes(sheets.separated(roster_texts.INVITATION_HEADER, rows))
        csv.chmod(0o600)
        yield texts.written(len(rows), str(csv))
    else:
        for group, members in groupby(rows, key=lambda row: row[0]):
            yield group
            for _, member, code, link in members:
                yield f"  {member}  {code}  {link}".rstrip()
    yield texts.valid_for(days)
