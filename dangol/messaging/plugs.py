"""What messages hang into the apps below."""
