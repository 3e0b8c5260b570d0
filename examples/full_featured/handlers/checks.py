"""What has to work."""

from .answers import RULES


async def check_rules() -> bool:
    """Tell whether the rules of the house are there."""
    return RULES.is_file()
