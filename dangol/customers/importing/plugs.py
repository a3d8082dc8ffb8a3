"""What importing customers tells the apps below."""

from dangol.customers.importing import importer, subscribers  # noqa: F401
