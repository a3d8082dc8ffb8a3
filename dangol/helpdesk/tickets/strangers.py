"""What may be said of a writer who is no customer yet, by the names of the merge fields."""

from dangol.kit.korean.names import with_honorific
from dangol.kit.korean.text import clean


def facts_of_stranger(name: str) -> dict[str, str]:
    """Their name and how they are called, 고객님 without one; Korean whatever the agent reads."""
    name = clean(name) or "고객"
    return {"고객명": name, "호칭": with_honorific(name)}
