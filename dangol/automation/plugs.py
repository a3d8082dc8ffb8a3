"""What automation rules hang into the apps below."""
