"""Time zones by their IANA names."""

from difflib import get_close_matches
from functools import lru_cache
from importlib.resources import files
from typing import Final

_CLOSE: Final = 0.75
_SHORTEST: Final = 5
"""Letters: abbreviations look like each other and mean different zones."""


def check_time_zone(name: str) -> str:
    """The name itself; raises `ValueError` with the nearest right one."""
    if name == "UTC" or _names().get(name.casefold()) == name:
        return name
    likely = name.strip().replace(" ", "_").casefold()
    close = get_close_matches(likely, _names(), n=1, cutoff=_CLOSE) if len(likely) >= _SHORTEST else []
    hint = f"write {_names()[close[0]]}" if close else "write its IANA name, such as Europe/Zurich"
    msg = f"there is no time zone {name!r}; {hint}"
    raise ValueError(msg)


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    """Every name by itself and by its city alone, in small letters."""
    # Not `available_timezones()`, which takes a tenth of a second and differs from machine to machine ("localtime").
    names = (files("tzdata") / "zones").read_text(encoding="utf-8").split()
    return {name.rpartition("/")[2].casefold(): name for name in names} | {name.casefold(): name for name in names}
