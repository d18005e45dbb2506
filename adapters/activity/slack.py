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
from vocabulary.refusals import Malformed
from vocabulary.signs import SignKind

VALUES: Final = 3_000_000
"""Values in one file, of whatever kind: a message or a person tells some 60 in 1.5 KB, the largest file that is read
2.7 million. Counted by what stands around them before any is made, since `[[],[],…` and `[{"":{"":…` take 25 to 40
times in memory what they take in the file."""
MESSAGES: Final = 50_000
"""Of one channel on one day, one every two seconds: each of them may be refused with a line of its own."""
_DAY: Final = re.compile(r"(?:[^/]+/)?([^/]+)/(\d{4}-\d{2}-\d{2}\.json)")
"""One day of one channel; the export may lie in a folder of its own."""
_TIME: Final = re.compile(r"(\d{1,11})(?:\.(\d{1,6}))?")
_COMINGS: Final = {"channel_join", "channel_leave", "group_join", "group_leave"}
_POSTS: Final = {"", "thread_broadcast", "file_share", "me_message"}


def read_slack(path: Path, community: CommunityId | None, addresses: Addresses) -> Iterator[Raw | BadRow]:
    """A channel is a community of its name, unless one is given. What was written stays where it is: a sign says only
    that somebody wrote, for what is personal must not reach the record."""
    with opened_export(path) as export:
        people = _people(path, export, addresses)
        for channel, days in sorted(_channels(export).items()):
            questions: dict[str, str] = {}
            for name in sorted(days):
                try:
                    messages = _messages(export, name)
                except Wrong as wrong:
                    yield BadRow(1, wrong.column, str(wrong))
                    continue
                for number, message in enumerate(messages, start=1):
                    try:
                        sign = _sign(message, channel, questions, people)
                    except Wrong as wrong:
                        yield BadRow.at((name, number), wrong.column, str(wrong))
                        continue
                    if sign is not None:
                        yield Raw((name, number), sign if community else {**sign, "community": slug(channel)})


def _channels(export: Export) -> dict[str, list[str]]:
    channels: dict[str, list[str]] = {}
    for name in export.names:
        if found := _DAY.fullmatch(name):
            channels.setdefault(found[1], []).append(name)
    return channels


def _people(path: Path, export: Export, addresses: Addresses) -> dict[str, PersonId]:
    """Slack's own ids, and whom the directory knows under the address in their profile.

    Raises `Malformed` where that can't be read: without it everybody would be somebody else.
    """
    people: dict[str, PersonId] = {}
    for name in (name for name in export.names if name.rpartition("/")[2] == "users.json" and name.count("/") < 2):
        try:
            users = _list(export, name, "people")
        except Wrong as wrong:
            raise Malformed(f"{path}: {name} {wrong}; export it again") from None
        for user in users:
            profile = user.get("profile") if isinstance(user, dict) else None
            address = profile.get("email") if isinstance(profile, dict) else None
            if isinstance(address, str) and isinstance(user.get("id"), str):
                people[user["id"]] = addresses.person(address)
    return people


def _messages(export: Export, name: str) -> list[Any]:
    messages = _list(export, name, "messages")
    if len(messages) > MESSAGES:
        raise Wrong(name, f"holds {len(messages):,} messages; expected at most {MESSAGES:,} of a channel on one day")
    return messages


def _list(export: Export, name: str, of: str) -> list[Any]:
    written = export.read(name)
    if sum(map(written.count, (b",", b"[", b"{"))) > VALUES:
        raise Wrong(name, f"holds more than {VALUES:,} values; expected a list of {of}")
    try:
        content = orjson.loads(written)
    except ValueError as error:
        raise Wrong(name, f"is not JSON ({str(error)[:80]}); expected a list of {of}") from None
    if not isinstance(content, list):
        raise Wrong(name, f"is no list; expected a list of {of}")
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
