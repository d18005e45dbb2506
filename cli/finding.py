"""One thing that the doctor looked at: sound or not, and how to mend it."""

from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Finding:
    """What was looked at, whether it is sound, what was seen, and what to do when it is not."""

    part: str
    sound: bool
    seen: str
    mend: str = ""

    def as_json(self) -> dict[str, object]:
        return asdict(self)


def sound(part: str, seen: str) -> Finding:
    return Finding(part, sound=True, seen=seen)


def wrong(part: str, seen: str, mend: str) -> Finding:
    return Finding(part, sound=False, seen=seen, mend=mend)
