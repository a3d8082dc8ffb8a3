"""What the timeline tells the apps below."""
