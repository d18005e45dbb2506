"""Activity from an export of Slack: posts, questions and their answers, who joined and left, by channel."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import orjson

from adapters.activity.export_files import Export, opened_export
from adapters.activity.people import Addresses
from adapters.activity.row import Raw
from adapters.csv_lines import BadRow, Wrong, short
from vocabulary.ids import CommunityId, slug
from vocabulary.people import PersonId
from vocabulary.signs import SignKind

_DAY: Final = re.compile(r"(?:[^/]+/)?([^/]+)/(\d{4}-\d{2}-\d{2}\.json)")
"""One day of one channel; the export may lie in a folder of its own."""
_TIME: Final = re.compile(r"(\d{1,11})(?:\.(\d{1,6}))?")
_COMINGS: Final = {"channel_join", "channel_leave", "group_join", "group_leave"}
_POSTS: Final = {"", "thread_broadcast", "file_share", "me_message"}


def read_slack(path: Path, community: CommunityId | None, addresses: Addresses) -> Iterator[Raw | BadRow]:
    """A channel is a community of its name, unless one is given. What was written stays where it is: a sign says only
    that somebody wrote, for what is personal must not reach the record."""
    with opened_export(path) as export:
        people = _people(export, addresses)
        for channel, days in sorted(_channels(export).items()):
            questions: dict[str, str] = {}
            for name in sorted(days):
                try:
                    messages = _read(export, name, list)
                except Wrong as wrong:
                    yield BadRow(1, wrong.column, str(wrong))
                    continue
                for number, message in enumerate(messages, start=1):
                    try:
                        sign = _sign(message, channel, questions, people)
                    except Wrong as wrong:
                        yield BadRow(number, f"{name} {wrong.column}", str(wrong))
                        continue
                    if sign is not None:
                        yield Raw(number, sign if community else {**sign, "community": slug(channel)})


def _channels(export: Export) -> dict[str, list[str]]:
    channels: dict[str, list[str]] = {}
    for name in export.names:
        if found := _DAY.fullmatch(name):
            channels.setdefault(found[1], []).append(name)
    return channels


def _people(export: Export, addresses: Addresses) -> dict[str, PersonId]:
    """Slack's own ids, and whom the directory knows under the address in their profile."""
    people: dict[str, PersonId] = {}
    for name in (name for name in export.names if name.rpartition("/")[2] == "users.json" and name.count("/") < 2):
        for user in _read(export, name, list):
            profile = user.get("profile") if isinstance(user, dict) else None
            address = profile.get("email") if isinstance(profile, dict) else None
            if isinstance(address, str) and isinstance(user.get("id"), str):
                people[user["id"]] = addresses.person(address)
    return people


def _read(export: Export, name: str, kind: type[list[Any]]) -> list[Any]:
    try:
        content = orjson.loads(export.read(name))
    except ValueError as error:
        raise Wrong(name, f"is not JSON ({str(error)[:80]}); expected a list of messages") from None
    if not isinstance(content, kind):
        raise Wrong(name, "is no list; expected a list of messages")
    return content


def _sign(
    message: Any, channel: str, questions: dict[str, str], people: Mapping[str, PersonId]
) -> dict[str, Any] | None:
    """Nothing where nobody did anything; `questions` are the open threads of the channel, with who asked."""
    if not isinstance(message, dict):
        raise Wrong("message", f"{short(str(message))} was given; expected an object")
    subtype, user = str(message.get("subtype") or ""), message.get("user")
    if message.get("type") != "message" or not isinstance(user, str) or message.get("bot_id"):
        return None
    if subtype not in _POSTS | _COMINGS:
        return None
    stamp = str(message.get("ts"))
    sign: dict[str, Any] = {
        "source_id": f"{channel[:100]}/{stamp}",
        "kind": SignKind.MEMBERSHIP if subtype in _COMINGS else SignKind.POST,
        "what": "Joined or left" if subtype in _COMINGS else "A post",
        "happened_at": _moment(stamp),
        "people": [people.get(user, user.lower())],
    }
    thread, text = str(message.get("thread_ts") or stamp), str(message.get("text") or "").rstrip()
    if sign["kind"] is SignKind.POST and thread == stamp and text.endswith("?"):
        questions[stamp] = user
        return sign | {"kind": SignKind.QUESTION, "what": "A question"}
    if sign["kind"] is SignKind.POST and thread != stamp and questions.get(thread, user) != user:
        return sign | {"kind": SignKind.ANSWER, "what": "An answer", "answers": f"{channel[:100]}/{thread}"}
    return sign


def _moment(stamp: str) -> datetime:
    found = _TIME.fullmatch(stamp)
    if found is None:
        raise Wrong("ts", f"{short(stamp)} was given; expected seconds such as 1767603600.000200")
    return datetime.fromtimestamp(int(found[1]), UTC).replace(microsecond=int((found[2] or "0").ljust(6, "0")))
