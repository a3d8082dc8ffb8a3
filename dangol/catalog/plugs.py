"""What the catalogue hangs into the apps below."""
