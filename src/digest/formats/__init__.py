"""Bytes become records here; whatever the bytes are, a Reading comes out and nothing raises."""
