"""Customers somebody took over, and what is to be known of them."""
