"""What other tools are given to know what we know: generated from the spec and the profiles."""
