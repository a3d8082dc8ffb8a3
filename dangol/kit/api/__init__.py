"""What every app's API shares: types, parts of lists, conditions."""
