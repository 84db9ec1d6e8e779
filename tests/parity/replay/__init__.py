"""Apache Libcloud's own tests as a test bed: its mocks over HTTP, and records of what it made of them."""
