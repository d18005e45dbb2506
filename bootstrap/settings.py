"""Where Perennial finds its database, its Temporal and its home folder; the only reader of the environment.

- SettingsError
    - NoDatabase                  neither an address nor a running embedded stack
    - NoTemporal                  likewise
    - BadSetting                  a variable holds something that cannot be read
"""

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, Field
from temporalio.envconfig import ClientConfigProfile, ClientConnectConfig

from bootstrap.stack_file import read_stack

DEFAULT_HOME = ".perennial"
DEFAULT_NAMESPACE = "default"
_YES, _NO = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}


class SettingsError(Exception):
    """Something needed to run was not set; the message says what to do."""


class NoDatabase(SettingsError):  # noqa: N818  named for what is missing
    def __init__(self, home: Path) -> None:
        super().__init__(
            f"no database: start one with `perennial up` (home folder {home}), or set PERENNIAL_DATABASE_URL"
        )


class NoTemporal(SettingsError):  # noqa: N818  named for what is missing
    def __init__(self, home: Path) -> None:
        super().__init__(
            f"no Temporal server: start one with `perennial up` (home folder {home}), or set TEMPORAL_ADDRESS"
        )


class BadSetting(SettingsError):  # noqa: N818
    pass


class Settings(BaseModel):
    """What the environment, the Temporal profile and the home folder say; read once, at the start."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    home: Path
    database_url: str | None = None
    """Of the application's role, which may add facts and never change them."""
    database_owner_url: str | None = None
    """Of the role that installs the schema; the application's own where nothing else is said."""
    temporal: ClientConfigProfile = ClientConfigProfile()
    """Address, namespace, TLS and API key, as Temporal's own variables and profile give them."""
    sandbox: bool = False
    """Whether workflow code runs in the determinism sandbox; tests turn it on."""
    mail_url: str | None = Field(default=None, repr=False)
    """Where mail is handed in: smtp://user:password@host:port, or smtps://; without it notices go to the log."""
    mail_from: str | None = None
    """From which address mail comes, for example Perennial <perennial@example.org>."""
    notice_urls: tuple[str, ...] = Field(default=(), repr=False)
    """Chats and webhooks as apprise writes them; `km=…` before one is for what that role is told."""
    public_url: str | None = None
    """Where people's browsers find Perennial; links in notices begin with it."""
    link_key: str | None = Field(default=None, repr=False)
    """Signs those links; made and kept in the home folder where it is not set."""
    notary_key_file: Path | None = None
    """Holds the key that seals the record, readable by nobody but the notary; in the home folder if not set."""
    notary_statements_file: Path | None = None
    """What the notary states is appended to it; in the home folder if not set."""
    witness_urls: tuple[str, ...] = Field(default=(), repr=False)
    """Every new head of the record is posted to them, for somebody outside to keep."""
    build_id: str | None = None
    """Where several versions of the worker run side by side: which one this is. Lives stay on theirs for a year."""

    @classmethod
    def load(cls, home: Path | None = None, environ: Mapping[str, str] = os.environ) -> Self:
        """Reads the settings; what the environment names comes before the embedded stack of the home folder."""
        said = cls.from_environment(home, environ)
        stack = read_stack(said.home)
        if stack is None:
            return said
        changes: dict[str, object] = {}
        if said.database_url is None:
            changes |= {"database_url": stack.database_url, "database_owner_url": stack.database_owner_url}
        if said.temporal.address is None:
            changes["temporal"] = replace(said.temporal, address=stack.temporal_address)
        return said.model_copy(update=changes)

    @classmethod
    def from_environment(cls, home: Path | None = None, environ: Mapping[str, str] = os.environ) -> Self:
        """Reads the environment and the Temporal profile alone, as if no embedded stack ran."""
        database_url = environ.get("PERENNIAL_DATABASE_URL") or None
        return cls(
            home=_home(home or Path(environ.get("PERENNIAL_HOME") or DEFAULT_HOME)),
            database_url=database_url,
            database_owner_url=environ.get("PERENNIAL_DATABASE_OWNER_URL") or database_url,
            temporal=_temporal_profile(environ),
            sandbox=_flag(environ, "PERENNIAL_SANDBOX"),
            mail_url=environ.get("PERENNIAL_MAIL_URL") or None,
            mail_from=environ.get("PERENNIAL_MAIL_FROM") or None,
            notice_urls=tuple(environ.get("PERENNIAL_NOTICE_URLS", "").split()),
            public_url=environ.get("PERENNIAL_PUBLIC_URL") or None,
            link_key=environ.get("PERENNIAL_LINK_KEY") or None,
            notary_key_file=_path(environ, "PERENNIAL_NOTARY_KEY"),
            notary_statements_file=_path(environ, "PERENNIAL_NOTARY_STATEMENTS"),
            witness_urls=_addresses(environ, "PERENNIAL_WITNESS_URLS"),
        )

    @property
    def temporal_address(self) -> str | None:
        return self.temporal.address

    @property
    def temporal_namespace(self) -> str:
        return self.temporal.namespace or DEFAULT_NAMESPACE

    @property
    def notary_key(self) -> Path:
        return self.notary_key_file or self.home / "notary" / "key"

    @property
    def notary_statements(self) -> Path:
        return self.notary_statements_file or self.home / "notary" / "statements.txt"

    def require_database(self) -> str:
        """Returns the application's database URL, or raises NoDatabase."""
        if self.database_url is None:
            raise NoDatabase(self.home)
        return self.database_url

    def require_database_owner(self) -> str:
        """Returns the database URL of the role that installs the schema, or raises NoDatabase."""
        if self.database_owner_url is None:
            raise NoDatabase(self.home)
        return self.database_owner_url

    def require_temporal(self) -> ClientConnectConfig:
        """Returns the arguments for `temporalio.client.Client.connect`, or raises NoTemporal."""
        if self.temporal.address is None:
            raise NoTemporal(self.home)
        return replace(self.temporal, namespace=self.temporal_namespace).to_client_connect_config()


def child_environment(
    changes: Mapping[str, str], *, import_from: Path | None = None, without: str | None = None
) -> dict[str, str]:
    """Returns this process's environment for a child, with changes; less the variables that begin with `without`."""
    inherited = {name: value for name, value in os.environ.items() if without is None or not name.startswith(without)}
    if import_from is not None:
        inherited["PYTHONPATH"] = os.pathsep.join(filter(None, [str(import_from), inherited.get("PYTHONPATH")]))
    return inherited | dict(changes)


def _temporal_profile(environ: Mapping[str, str]) -> ClientConfigProfile:
    try:
        return ClientConfigProfile.load(override_env_vars=dict(environ))
    except RuntimeError as error:
        msg = f"the Temporal configuration cannot be read ({error}); look at TEMPORAL_CONFIG_FILE and TEMPORAL_PROFILE"
        raise BadSetting(msg) from error


def _path(environ: Mapping[str, str], name: str) -> Path | None:
    said = environ.get(name)
    return Path(said).expanduser().absolute() if said else None


def _addresses(environ: Mapping[str, str], name: str) -> tuple[str, ...]:
    found = tuple(environ.get(name, "").split())
    for one in found:
        if not one.startswith(("https://", "http://")):
            raise BadSetting(f"{name}: each address begins with https:// (or http://), with spaces between them")
    return found


def _home(said: Path) -> Path:
    """Refuses what can't be the name of a folder; whether there is one, those see who use it."""
    try:
        home = said.expanduser().absolute()
        home.exists()
    except PermissionError:
        return home
    except (OSError, RuntimeError) as fault:  # too long a name, or the home of nobody
        why = fault.strerror if isinstance(fault, OSError) else str(fault)
        raise BadSetting(f"{said}: can't be the home folder ({why}); name another: --home, or PERENNIAL_HOME") from None
    return home


def _flag(environ: Mapping[str, str], name: str) -> bool:
    said = environ.get(name, "").strip().lower()
    if said in _YES:
        return True
    if said in _NO or not said:
        return False
    msg = f"{name}={environ[name]!r} is neither on nor off; write 1 or 0"
    raise BadSetting(msg)
