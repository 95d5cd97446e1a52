"""One guarded HTTP GET, for every door that reads from the web."""
