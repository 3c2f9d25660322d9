"""One PDU as a tree of nodes that name each of its octets, and say what they mean."""
