"""Talk about any record, for colleagues only; whoever sees the record sees what is said of it."""
