"""Report pages: declared figures with filters, shown, printed, exported and kept as they were."""
