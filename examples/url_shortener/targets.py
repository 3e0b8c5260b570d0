"""Which addresses may be shortened.

A short link hides where it leads, so what would be worse for being hidden is refused:
scripts, addresses inside of somebody's network, and credentials that make one host
look like another.
"""

from ipaddress import ip_address
from urllib.parse import urlsplit

LOCAL = ("localhost", ".localhost", ".local", ".internal", ".lan", ".home.arpa")


def is_safe(url: str) -> bool:
    """Tell whether an address is one of the public web."""
    if any(sign.isspace() or not sign.isprintable() or sign == "\\" for sign in url):
        return False
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    if parts.scheme not in {"http", "https"} or not host or "@" in parts.netloc:
        return False
    return _is_public(host.rstrip("."))


def _is_public(host: str) -> bool:
    if host == LOCAL[0] or host.endswith(LOCAL[1:]):
        return False
    try:
        return ip_address(host).is_global
    except ValueError:
        # Browsers read 0x7f.1 and 2130706433 as addresses, too.
        last = host.rsplit(".", 1)[-1]
        return "." in host and not last[:1].isdigit()
