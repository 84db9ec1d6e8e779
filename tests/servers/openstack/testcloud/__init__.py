"""OpenStack's own servers, each as one process with SQLite, for tests."""
