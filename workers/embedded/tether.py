"""Becomes another program that ends when its starter ends: run as a script, never imported.

    python -ISs tether.py STARTER_PID SIGNAL USER|- PROGRAM [ARGUMENT ...]

A process of its own, because a child started from a program with threads may run nothing but `exec` safely.
"""

import ctypes
import os
import pwd
import signal
import sys

PR_SET_PDEATHSIG = 1


def become(user: str) -> None:
    """Gives up root for good."""
    entry = pwd.getpwnam(user)
    os.setgroups([])
    os.setgid(entry.pw_gid)
    os.setuid(entry.pw_uid)


def die_with_starter(starter: int, number: int) -> None:
    """Asks the kernel to signal us when the starter ends; elsewhere than on Linux the next start ends left-overs."""
    if sys.platform != "linux":
        return
    if ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, number, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl")
    if os.getppid() != starter:
        sys.exit("the starter ended first")


def main() -> None:
    starter, number, user, program = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4]
    if user != "-":
        become(user)
    # After the change of user, which would clear it; exec keeps it.
    die_with_starter(starter, number)
    signal.pthread_sigmask(signal.SIG_SETMASK, set())
    os.execv(program, sys.argv[4:])  # noqa: S606  no shell is the point


if __name__ == "__main__":
    main()
