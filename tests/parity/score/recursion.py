"""LXD's query `recursion`: Libcloud asks for one item after the other, and its mocks know no lists but those of paths.

Such a list is answered with what its paths lead to, as LXD would; from 2 on, with the state of each item."""

import json
from urllib.parse import parse_qs, urlsplit


def expanded(answer, target, ask):
    """The answer to a request for `target`; `ask` gives the answer at a path."""
    depth = int(parse_qs(urlsplit(target).query).get("recursion", ["0"])[0])
    paths = metadata(answer) if depth else None
    if not isinstance(paths, list) or not all(isinstance(path, str) for path in paths):
        return answer
    items = [metadata(ask(path)) for path in paths]
    if depth > 1:
        items = [dict(item, state=metadata(ask(path + "/state"))) for item, path in zip(items, paths)]
    body = dict(json.loads(answer["body"]), metadata=items)
    return dict(answer, body=json.dumps(body).encode())


def metadata(answer):
    try:
        return json.loads(answer["body"]).get("metadata")
    except (ValueError, AttributeError):
        return None
