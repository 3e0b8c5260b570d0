"""Tests of what may be shortened."""

import pytest

from targets import is_safe


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com",
        "http://example.com:8080/path?query=1#part",
        "https://bücher.example/",
        "https://93.184.215.14/",
        "https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/",
        "https://example.com./",
    ],
)
def test_the_public_web_is_safe(url: str) -> None:
    """Names and addresses that everybody reaches."""
    assert is_safe(url)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,hello",
        "ftp://example.com/",
        "//example.com",
        "https://",
        "https://example.com@evil.example/",
        "https://user:secret@example.com/",
        "https://localhost/",
        "https://printer.local/",
        "https://LOCALHOST./",
        "http://127.0.0.1/",
        "http://10.0.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://intranet/",
        "https://example.com\\@evil.example/",
        "https://example.com/\r\nSet-Cookie: a=b",
        "https://example.com/a b",
        "https://example.com:99999/",
        "https://[not-an-address]/",
    ],
)
def test_everything_else_is_not(url: str) -> None:
    """Scripts, credentials, and what lies inside of a network."""
    assert not is_safe(url)
