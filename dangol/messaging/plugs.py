"""What messages hang into the apps below."""

from dangol.messaging import preferences, rights  # noqa: F401 - register themselves
from dangol.messaging.merging import sources  # noqa: F401 - fills the registry of fields
