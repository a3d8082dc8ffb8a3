"""The exceptions a user may see."""


class Refused(Exception):
    """The request was understood and the domain says no; the message is for the user."""


class Conflict(Refused):
    """Somebody else changed the record since the user opened it."""
