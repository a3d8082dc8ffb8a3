"""What segments hang into the apps below."""
