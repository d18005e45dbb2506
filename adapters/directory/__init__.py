"""The directory: everything personal that Perennial knows of people, and nothing else."""

from adapters.directory.entry import Entry
from adapters.directory.roster import DirectoryRoster
from adapters.directory.store import Directory, open_directory

__all__ = ["Directory", "DirectoryRoster", "Entry", "open_directory"]
