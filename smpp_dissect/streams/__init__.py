"""Stage 2: TCP segments into the ordered bytes of each direction."""
