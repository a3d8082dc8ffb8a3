"""Message templates: words written once, in versions, for one medium."""
