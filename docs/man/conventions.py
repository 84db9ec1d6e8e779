"""What the functions of libcloud.h have in common, said here once, so that no comment in the header repeats it."""

import re

# Parameters that mean the same wherever they occur and are not explained.
PARAMS = {
    "driver": "of `lc_driver_new` or `lc_driver_bind`",
    "options": "an object, or NULL for none; `lc_driver_methods` tells what the provider takes",
    "err": "what went wrong: free it with `lc_error_free`. NULL on success; may be NULL itself",
    "user": "given to the callback, and not looked at",
    "error": "of a function that failed, or NULL",
    "status": "any number",
    "list": "of records of that type",
    "index": "the position, from 0",
    "key": "the key",
    "text": "UTF-8, ending with NUL",
    "number": "the number",
    "truth": "true or false",
    "value": "a value, or NULL",
    "object": "an object",
    "array": "an array",
    "buffer": "where the bytes are put",
    "stream": "of `lc_download_object_as_stream` or its like",
    "pages": "a listing of a function `lc_iterate_...`",
    "call": "of `lc_call_new`",
    "deployment": "of `lc_deployment_new`",
}

IDS = {
    "node_id": "the id of the node",
    "image_id": "the id of the image",
    "volume_id": "the id of the volume",
    "snapshot_id": "the id of the snapshot",
    "balancer_id": "the id of the load balancer",
    "member_id": "the id of the member",
    "container_id": "the id of the container",
    "cluster_id": "the id of the cluster",
    "container": "the name of the container",
}

RECORD = re.compile(
    r"const lc_(node|size|image|location|volume|snapshot|key_pair|container|object|balancer|member"
    r"|docker_container|docker_image|cluster) \*"
)

NOUNS = {"balancer": "load balancer", "key_pair": "key pair"}


def param(function, param):
    """What the header says of a parameter, or what holds for all of its name; "" if there is nothing."""
    if said := function.comment.params.get(param.name):
        return said
    if param.type == "const char *" and param.name in IDS:
        return IDS[param.name]
    if param.type == "const char *" and param.name == "name":
        return f"the name of the {named(function)}"
    if function.name.endswith("_free"):
        return "what is no longer needed, or NULL"
    if param.name == "out" and param.type in ("int64_t *", "double *", "bool *"):
        return "what was asked for, if it is known"
    if RECORD.fullmatch(param.type):
        return "the record, or NULL: then nothing is there"
    return PARAMS.get(param.name, "")


def named(function):
    if any(param.name == "container" for param in function.params):
        return "object"
    noun = re.fullmatch(r"lc_[a-z]+_(\w+?)(_from_\w+)?", function.name)[1]
    return NOUNS.get(noun, noun)


def returns(function):
    """What the header says of the result, or what holds for all of its type; "" if there is nothing."""
    if function.comment.returns or function.returns == "void":
        return function.comment.returns
    first = function.params[0].name if function.params else ""
    if function.returns == "lc_status" and function.name != "lc_error_status":
        return "LIBCLOUD_OK, or the code of what went wrong"
    if function.returns == "bool" and function.params[-1].name == "out":
        return "whether it is known; false for NULL"
    if function.returns.endswith("*") and not function.returns.startswith("const "):
        return f"owned: free it with `{function.returns.removesuffix(' *')}_free`"
    if function.returns.endswith("*") and function.params[:1] and "lc_" in function.params[0].type:
        return f"borrowed from `{first}`; NULL for NULL"
    if function.returns == "size_t":
        return "the number; 0 for NULL"
    return ""
