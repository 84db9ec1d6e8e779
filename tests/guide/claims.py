"""What pages say besides code: names of the interface, of methods, of keys."""

import re

from blocks import Failed
from library import Library

WORD = re.compile(r"\b(?:lc_[a-z0-9_]+|LIBCLOUD_[A-Z0-9_]+|ex_[a-z0-9_]+)\b")
# Variables of the examples and of the tests.
ENVIRONMENT = {"LIBCLOUD_" + name for name in ("PROVIDER", "KEY", "SECRET", "REGION", "URL", "CONFIG", "LIBRARY", "PREFIX", "TEST_HOME")}


class Claims:
    def __init__(self, repository, scratch):
        self.library = Library(scratch.library)
        header = (repository / "include" / "libcloud.h").read_text("utf-8")
        self.names = set(WORD.findall(header)) | ENVIRONMENT
        self.config = {}
        self.common = None
        for provider in self.library.providers():
            keys = [key["name"] for key in provider["config"]]
            self.config[provider["api"], provider["id"]] = set(keys)
            self.common = set(keys) if self.common is None else self.common & set(keys)
            self.names.update(keys)
            for method in provider["methods"]:
                parameters = method["arguments"] + method["options"]
                self.names.update([method["name"], *(p["name"] for p in parameters)])

    def check_names(self, page):
        """Every function, constant, method and option that a page names is there."""
        lines = page.prose + [(b.line, b.text) for b in page.blocks if b.language in ("c", "json")]
        wrong = {
            f"line {number}: there is no {name}"
            for number, line in lines
            for name in WORD.findall(line)
            if not self.known(name) and name not in page.not_here
        }
        if wrong:
            raise Failed("\n".join(sorted(wrong)))

    def known(self, name):
        if name in self.names:
            return True
        # `ex_...` and `lc_value_set_...` stand for those that begin so.
        return name.endswith("_") and any(known.startswith(name) for known in self.names)

    def check_keys(self, table):
        """A table of keys has those that its providers add to the common ones; that of `all` has the common ones."""
        for provider in table.providers:
            own = provider != "all"
            wanted = self.config[table.api, provider] - self.common if own else self.common
            told = set(table.keys) - self.common if own else set(table.keys)
            if wanted != told:
                missing, wrong = wanted - told, told - wanted
                raise Failed(f"{provider}: the table lacks {sorted(missing)}, and should not have {sorted(wrong)}")

    def check_all_told(self, tables):
        """No provider has keys that no table has."""
        told = [set(table.keys) for table in tables]
        silent = [
            f"{api} {provider}"
            for (api, provider), keys in self.config.items()
            if not any(keys - self.common <= table for table in told)
        ]
        if silent:
            raise Failed("no table has all keys of " + ", ".join(silent))
