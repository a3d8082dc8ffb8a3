"""The demo company: believable, made up, and the same every time."""
