"""What one sentence says of a new activity beside its title and time: 在操场办拔河比赛，限20人，语文组参加."""

import re
from dataclasses import dataclass

_HOLD = "(?:举办|举行|开展|进行|组织|搞|办|开)"
_PLACE = re.compile(f"在([^，,。；;、]{{2,20}}?){_HOLD}(?:一次|一场|一个|个|场|次)?([^，,。；;]{{2,30}})")
_CAPACITY = re.compile(r"(?:限|名额|最多|不超过)(?:报|收)?([0-9零一二两三四五六七八九十百]{1,6})[个人位名]")
_WHO = re.compile(
    r"(?:^|[，,。；;])([^，,。；;]{1,30}?)(?:都)?(?:可以|能|来)?(?:参加|报名)(?:[，,。；;！!]|$)"
)


@dataclass(frozen=True, slots=True)
class Said:
    """The parts of the sentence as they were written; empty where nothing was said."""

    title: str = ""
    place: str = ""
    capacity: str = ""
    who: str = ""


def said(sentence: str) -> Said:
    """What the sentence says beside the time."""
    held, places, who = _PLACE.search(sentence), _CAPACITY.search(sentence), _WHO.search(sentence)
    return Said(
        held[2].strip() if held else "",
        held[1].strip() if held else "",
        places[1] if places else "",
        who[1].strip() if who else "",
    )
