"""The other language of the portal, in its own words."""

OTHER = {"ko": ("en", "English"), "en": ("ko", "한국어")}
