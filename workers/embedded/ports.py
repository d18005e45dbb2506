"""Free ports on the loopback address."""

import socket

import psutil

LOOPBACK = "127.0.0.1"
_NEIGHBOURS = 20


def is_free(port: int) -> bool:
    """Tells whether a server could listen there now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as candidate:
        candidate.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            candidate.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def any_free() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as candidate:
        candidate.bind((LOOPBACK, 0))
        port: int = candidate.getsockname()[1]
    return port


def free_port(preferred: int) -> int:
    """Returns the preferred port, else the next free one above it, else any free one."""
    for port in range(preferred, preferred + _NEIGHBOURS):
        if is_free(port):
            return port
    return any_free()


def is_listening(pid: int, port: int) -> bool:
    """Tells whether that process itself listens there, and not another that took the port first."""
    try:
        connections = psutil.Process(pid).net_connections(kind="tcp")
    except psutil.Error:
        return False
    return any(c.laddr.port == port and c.status == psutil.CONN_LISTEN for c in connections)
