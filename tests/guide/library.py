"""As much of the library as the checks need.

    library.py LIBRARY API PROVIDER CONFIG     makes this driver; ends with the error's message if it cannot be made
"""

import ctypes
import json
import sys


class Library:
    def __init__(self, path):
        self.path = path
        self.c = ctypes.CDLL(str(path))
        self.c.lc_value_json.restype = self.c.lc_error_message.restype = ctypes.c_char_p
        for name in ("value_json", "error_message", "value_free", "error_free", "driver_free"):
            getattr(self.c, "lc_" + name).argtypes = [ctypes.c_void_p]

    def must(self, function, *arguments):
        out, error = ctypes.c_void_p(), ctypes.c_void_p()
        if function(*arguments, ctypes.byref(out), ctypes.byref(error)) != 0:
            sys.exit(self.c.lc_error_message(error).decode())
        return out

    def providers(self):
        out = self.must(self.c.lc_list_providers, None)
        try:
            return json.loads(self.c.lc_value_json(out))
        finally:
            self.c.lc_value_free(out)

    def make_driver(self, api, provider, config):
        value = self.must(self.c.lc_value_parse, config.encode())
        driver = self.must(self.c.lc_driver_new, api.encode(), provider.encode(), value)
        self.c.lc_value_free(value), self.c.lc_driver_free(driver)


if __name__ == "__main__":
    Library(sys.argv[1]).make_driver(*sys.argv[2:])
