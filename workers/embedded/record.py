"""Installs or upgrades the record in a database, as its owner, for the login that the application uses."""

from urllib.parse import unquote, urlsplit

from ledger import schema


def install_for(*, owner_url: str, app_url: str) -> None:
    """Makes the application's login where it is missing; it may read and add, never change."""
    login = urlsplit(app_url)
    password = unquote(login.password) if login.password else None
    schema.install(owner_url, app_role=unquote(login.username or ""), app_password=password)
