"""Records the outermost calls of Libcloud's drivers."""

import functools
import threading
import types

from . import mocks
from .canonical import canon, error


class Recorder:
    """Wraps the public methods of driver classes.

    `mark` tells where the log of requests stands, `since` what it got since a mark."""

    def __init__(self, mark, since):
        self.mark, self.since = mark, since
        self.calls, self.test = [], None
        self.depth = threading.local()

    def wrap_all(self):
        from libcloud.common.base import BaseDriver

        for cls in [BaseDriver] + mocks.all_subclasses(BaseDriver):
            for name, fn in list(vars(cls).items()):
                if not isinstance(fn, types.FunctionType) or hasattr(fn, "_replay"):
                    continue
                if name == "__init__":
                    setattr(cls, name, wrap_init(fn))
                elif not name.startswith("_"):
                    setattr(cls, name, self.wrap(name, fn))

    def level(self, change=0):
        self.depth.n = getattr(self.depth, "n", 0) + change
        return self.depth.n

    def wrap(self, name, fn):
        @functools.wraps(fn)
        def method(driver, *args, **kwargs):
            if self.level():
                return fn(driver, *args, **kwargs)
            record = {"test": self.test, "_driver": driver, "call": name, "_mark": self.mark()}
            try:
                record["args"], record["kwargs"] = canon(list(args)), canon(kwargs)
            except Exception as e:
                record["args"], record["kwargs"] = [{"__object__": str(type(e))}], {}
            self.calls.append(record)
            self.level(+1)
            try:
                result = fn(driver, *args, **kwargs)
            except Exception as e:
                record["error"] = error(e)
                self.close(record)
                raise
            finally:
                self.level(-1)
            if isinstance(result, types.GeneratorType):
                return self.tee(result, record)
            try:
                record["result"] = canon(result)
            except Exception as e:
                record["result"] = {"__object__": type(result).__name__, "why": str(e)}
            self.close(record)
            return result

        method._replay = True
        return method

    def tee(self, items, record):
        """The items of a generator, recorded as they are taken."""
        taken = []
        try:
            while True:
                self.level(+1)
                try:
                    item = next(items)
                except StopIteration:
                    return
                finally:
                    self.level(-1)
                taken.append(canon(item))
                yield item
        except GeneratorExit:
            record["partial"] = True
        except Exception as e:
            record["error"] = error(e)
            raise
        finally:
            if "error" not in record:
                record["result"] = taken
            self.close(record)

    def close(self, record):
        record["requests"] = self.since(record.pop("_mark"))


def wrap_init(fn):
    """Keeps the arguments of the outermost constructor with the driver."""

    @functools.wraps(fn)
    def init(driver, *args, **kwargs):
        if "_replay_ctor" not in vars(driver):
            driver._replay_ctor = (type(driver), args, dict(kwargs))
        return fn(driver, *args, **kwargs)

    init._replay = True
    return init
