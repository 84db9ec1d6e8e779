"""Scores a library with libcloud's C API against the records of Python Libcloud."""
