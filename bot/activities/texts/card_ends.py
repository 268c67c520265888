"""The last rows of a card: what comes after the activity, what is for those who look after it, and the ways on."""

from typing import TYPE_CHECKING

from bot.activities.attending.buttons import Answer, GetCertificate
from bot.activities.attending.texts import certificates, feedback
from bot.activities.buttons import ManageActivity, Participants
from bot.activities.rules import ActivityState, SignUpStatus
from bot.activities.sharing import texts as sharing
from bot.activities.sharing.buttons import Share
from bot.message import Button

if TYPE_CHECKING:
    from bot.activities.card import Card


def last_rows(shown: "Card", back: Button) -> list[tuple[Button, ...]]:
    rows: list[tuple[Button, ...]] = []
    over = shown.state is ActivityState.DONE
    if shown.result or (over and shown.status is SignUpStatus.PLACED):
        say = (Button(feedback.KEY, Answer(shown.activity_id, "", "")),) if over else ()
        rows.append((Button(certificates.KEY, GetCertificate(shown.activity_id)), *say))
    if shown.manages:
        rows.append((Button("⚙️ 管理", ManageActivity(shown.activity_id)),))
    elif shown.sees_group:
        rows.append((Button("本组名单", Participants(shown.activity_id, 0)),))
    shareable = shown.state in {ActivityState.OPEN, ActivityState.CLOSED}
    rows.append((Button(sharing.KEY_SHARE, Share(shown.activity_id)), back) if shareable else (back,))
    return rows
