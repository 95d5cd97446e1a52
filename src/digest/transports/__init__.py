"""The doors through which messages leave: a folder, an ESP's HTTP API, memory for tests."""
