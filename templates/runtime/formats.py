"""Formats of texts: addresses and identifiers that stay as they were sent."""

import re
from ipaddress import IPv6Address
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, EmailStr, Field
from pydantic_core import PydanticCustomError

from .types import Text


def _bare_address(value: object) -> object:
    """Refuse what ``EmailStr`` would strip: a display name, outer spaces."""
    if isinstance(value, str) and ("<" in value or value != value.strip()):
        raise PydanticCustomError(
            "value_error", "value is not a valid email address: no display name"
        )
    return value


# RFC 5321 and 6531; the domain is written in lower case.
Email = Annotated[EmailStr, BeforeValidator(_bare_address)]

# An address that was checked on its way in; checking costs 35 microseconds each time.
EmailText = Annotated[Text, Field(json_schema_extra={"format": "email"})]


def _ipv6(value: str) -> str:
    try:
        IPv6Address(value)
    except ValueError:
        raise PydanticCustomError(
            "ip_v6_address", "Input is not a valid IPv6 address"
        ) from None
    return value


# RFC 3987, in the order of an address: a host in brackets, the rest, the fragment.
_ADDRESS = re.compile(
    r"[A-Za-z][A-Za-z0-9+.-]*:(//([^/?#\[\]]*@)?(\[(?P<ipv6>[^/?#\[\]]+)\](:[0-9]*)?(?![^/?#]))?)?"
    r"[^#\[\]]*(#[^#\[\]]*)?"
)
_ESCAPE = re.compile("%(?![0-9A-Fa-f]{2})")


def _address(value: str) -> str:
    """Refuse what only looks like an address; quick checks come first."""
    matched = _ADDRESS.fullmatch(value)
    if matched is None or ("%" in value and _ESCAPE.search(value)):
        raise PydanticCustomError("url_parsing", "Input should be a valid URL")
    if matched["ipv6"]:
        _ipv6(matched["ipv6"])
    return value


# A scheme and what it allows, kept as it was sent. Other scripts may stand unescaped
# (RFC 3987), which the documentation, in the words of RFC 3986, does not tell.
Uri = Annotated[
    str,
    Field(
        pattern=r"^[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20\x7f\"<>\\^`{|}]+$",
        json_schema_extra={
            "format": "uri",
            "pattern": r"^[A-Za-z][A-Za-z0-9+.-]*:[!#-;=?-Z_a-z~\[\]]+$",
        },
    ),
    AfterValidator(_address),
]

# An address that names a host.
Url = Annotated[
    str,
    Field(
        pattern=r"^[A-Za-z][A-Za-z0-9+.-]*://"
        r"([^\x00-\x20\x7f\"<>\\^`{|}/?#@\[\]]*@)?"
        r"(\[[0-9A-Fa-f:.]+\]|[^\x00-\x20\x7f\"<>\\^`{|}/?#@\[\]:]+)(:[0-9]{0,5})?"
        r"([/?#][^\x00-\x20\x7f\"<>\\^`{|}]*)?$",
        json_schema_extra={
            "format": "uri",
            "pattern": r"^[A-Za-z][A-Za-z0-9+.-]*://"
            r"([!$&-.0-;=A-Z_a-z~]*@)?"
            r"(\[[0-9A-Fa-f:.]+\]|[!$&-.0-9;=A-Z_a-z~]+)(:[0-9]{0,5})?"
            r"([/?#][!#-;=?-Z_a-z~]*)?$",
        },
    ),
    AfterValidator(_address),
]

_OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_LABEL = "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"

# RFC 2673, section 3.2.
Ipv4 = Annotated[
    str,
    Field(
        pattern=rf"^{_OCTET}(\.{_OCTET}){{3}}$",
        json_schema_extra={"format": "ipv4"},
    ),
]


# RFC 4291, section 2.2; without a zone.
Ipv6 = Annotated[
    str,
    Field(pattern=r"^[0-9A-Fa-f:.]{2,45}$", json_schema_extra={"format": "ipv6"}),
    AfterValidator(_ipv6),
]

# RFC 1123, section 2.1.
Hostname = Annotated[
    str,
    Field(
        max_length=253,
        pattern=rf"^{_LABEL}(\.{_LABEL})*$",
        json_schema_extra={"format": "hostname"},
    ),
]

# RFC 9562, section 4; kept as text.
UuidText = Annotated[
    str,
    Field(
        pattern=r"^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$",
        json_schema_extra={"format": "uuid"},
    ),
]
