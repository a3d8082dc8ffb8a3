"""Kept under its old name for a while: see workspace.mentions."""

from dangol.workspace.mentions import linked, mentioned, tell_mentioned

__all__ = ["linked", "mentioned", "tell_mentioned"]
