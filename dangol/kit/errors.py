"""The exceptions a user may see."""

from dangol.kit.korean.text import fit_particles


class Refused(Exception):
    """The request was understood and the domain says no; the message is for the user."""

    def __str__(self) -> str:
        return fit_particles(super().__str__())


class Conflict(Refused):
    """Somebody else changed the record since the user opened it."""
