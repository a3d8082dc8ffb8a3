"""Why a file cannot be read, in words for the person who uploaded it."""

from dangol.kit.errors import Refused


class FileProblem(Refused):
    """The file as a whole cannot be imported; the message says what to do about it."""
