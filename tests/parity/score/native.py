"""A library under test, called through libcloud's C API."""

import ctypes
import json
import os

RUBBISH = 1  # what both out-parameters point to before a call


class Failure(Exception):
    def __init__(self, **doc):
        super().__init__(doc)
        self.doc = doc


class Native:
    def __init__(self, options):
        self.more_config = options.config
        library = ctypes.CDLL(os.path.abspath(options.lib))
        pointer, text, status = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int32
        out = ctypes.POINTER(pointer)
        for name, result, *parameters in (
            ("value_parse", status, text, out, out),
            ("value_json", text, pointer),
            ("value_free", None, pointer),
            ("error_name", text, pointer),
            ("error_message", text, pointer),
            ("error_status", status, pointer),
            ("error_free", None, pointer),
            ("driver_new", status, text, text, pointer, out, out),
            ("driver_call", status, pointer, text, pointer, out, out),
            ("driver_free", None, pointer),
        ):
            function = getattr(library, "lc_" + name)
            function.restype, function.argtypes = result, parameters
            setattr(self, name, function)

    def run(self, record, bed):
        """`{"result"}` or `{"error", "message", "status", "at"}` of the recorded call."""
        config = dict(record["config"], **self.more_config, url=bed.base)
        service, provider = record["driver"]["service"], record["provider"]
        values, driver = [], None
        try:
            for where, doc in (("config", config), ("arguments", record["arguments"])):
                values.append(self.invoke(where, self.value_parse, json.dumps(doc).encode()))
            driver = self.invoke("driver", self.driver_new, service.encode(), provider.encode(), values[0])
            bed.play(record)
            call = record["call"].encode()
            values.append(self.invoke("call", self.driver_call, driver, call, values[1]))
            return {"result": json.loads(self.value_json(values[2])) if values[2] else None}
        except Failure as e:
            return e.doc
        finally:
            for value in values:
                self.value_free(value)
            if driver:
                self.driver_free(driver)

    def invoke(self, where, function, *parameters):
        """What function puts into its out-parameter; its error as Failure."""
        out, err = ctypes.c_void_p(RUBBISH), ctypes.c_void_p(RUBBISH)
        status = function(*parameters, ctypes.byref(out), ctypes.byref(err))
        if status == 0 and not err.value and out.value != RUBBISH:
            return out
        doc = {"error": "broken contract", "status": 1, "at": where}
        if status == 0 or out.value or err.value in (None, RUBBISH):
            said = "status %d, *out %s, *err %s" % (status, out.value, err.value)
            raise Failure(**dict(doc, message=said))
        if self.error_status(err) == status:
            doc.update(error=(self.error_name(err) or b"").decode(), status=status)
        doc["message"] = (self.error_message(err) or b"").decode("utf-8", "replace")
        self.error_free(err)
        raise Failure(**doc)
