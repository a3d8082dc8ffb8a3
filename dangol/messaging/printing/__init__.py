"""What goes out on paper: address labels, letters and faxes, as PDF."""
