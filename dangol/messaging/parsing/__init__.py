"""Reading mail: bytes in, plain values out; no database, no network, never an exception."""

from dangol.messaging.parsing.mail import ParsedMail, parse_mail

__all__ = ["ParsedMail", "parse_mail"]
