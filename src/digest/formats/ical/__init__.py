"""What stands in a calendar file (RFC 5545): its events, their days, and how they repeat."""
