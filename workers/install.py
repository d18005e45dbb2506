"""Installs or upgrades the record in a database of one's own: `python -m workers.install`, as its owner."""

import logging
import sys
from urllib.parse import unquote, urlsplit

import psycopg

from bootstrap.settings import Settings, SettingsError
from ledger import schema
from ledger.faults import SchemaFault

log = logging.getLogger(__name__)

FAILED, REFUSED = 1, 2


def install(settings: Settings) -> None:
    """Logs in as the owner; the login of the application's address is made where it is missing, and may only append."""
    install_for(owner_url=settings.require_database_owner(), app_url=settings.require_database())


def install_for(*, owner_url: str, app_url: str) -> None:
    login = urlsplit(app_url)
    password = unquote(login.password) if login.password else None
    schema.install(owner_url, app_role=unquote(login.username or ""), app_password=password)


def main() -> int:
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    try:
        install(Settings.load())
    except SettingsError as missing:
        log.error("%s", missing)  # noqa: TRY400  a sentence for a person, not a stack
        return REFUSED
    except (SchemaFault, psycopg.OperationalError) as fault:
        log.error("the record was not installed: %s", fault)  # noqa: TRY400
        return FAILED
    log.info("the record is installed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
