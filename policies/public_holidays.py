"""Public holidays and weekends of countries and their regions, as the `holidays` library knows them.

The library is loaded when a policy names a country: most don't, and it takes a tenth of a second.
"""

from datetime import date
from difflib import get_close_matches
from functools import lru_cache
from typing import Any, Final

_CLOSE: Final = 0.6


@lru_cache(maxsize=2048)
def public_holidays(country: str, region: str | None, year: int) -> frozenset[date]:
    """The days off in that year; none in years that the library does not know (before about 1950, after 2100)."""
    return frozenset(_country(country, region, years=year))


@lru_cache(maxsize=256)
def usual_weekend(country: str) -> tuple[int, ...]:
    """The days of the week that are free there, Monday being 0."""
    return tuple(sorted(_country(country, None).weekend))


@lru_cache(maxsize=256)
def check_country(code: str) -> str:
    """The code itself; raises `ValueError` with the right one for a name, an alias or a misspelling."""
    codes = _codes()
    if codes.get(code.casefold()) == code:
        return code
    right = codes.get(code.casefold()) or codes.get(code.replace(" ", "").replace("_", "").casefold())
    if right is None:
        close = get_close_matches(code.replace(" ", "").casefold(), codes, n=1, cutoff=_CLOSE)
        right = codes[close[0]] if close else None
    hint = f"write {right}" if right else "write its ISO code of two letters, such as CH"
    msg = f"there is no country {code!r}; {hint}"
    raise ValueError(msg)


@lru_cache(maxsize=256)
def check_region(country: str, region: str) -> str:
    """The region itself; raises `ValueError` with the right one for a name, an alias or a misspelling."""
    here = _country(country, None)
    known = [str(code) for code in here.subdivisions]
    if region in known:
        return region
    names = {code.casefold(): code for code in known} | {
        str(name).casefold(): str(code) for name, code in here.subdivisions_aliases.items()
    }
    close = get_close_matches(region.casefold(), names, n=1, cutoff=_CLOSE)
    if not known:
        hint = "its holidays are the same everywhere: take the region out"
    elif close:
        hint = f"write {names[close[0]]}"
    else:
        hint = f"write one of {', '.join(known)}"
    msg = f"{country} has no region {region!r}; {hint}"
    raise ValueError(msg)


def _country(country: str, region: str | None, **of: Any) -> Any:
    from holidays import country_holidays

    return country_holidays(country, subdiv=region, **of)


@lru_cache(maxsize=1)
def _codes() -> dict[str, str]:
    """The two-letter code by itself, by its other codes and by the country's English name, all in small letters."""
    from holidays.registry import COUNTRIES

    return {word.casefold(): words[1] for words in COUNTRIES.values() for word in words}
