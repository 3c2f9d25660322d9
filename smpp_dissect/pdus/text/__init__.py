"""Octets into text: alphabets, and which one a message is in."""
