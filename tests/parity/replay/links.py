"""Absolute URLs in recorded answers, pointed at the replay server.

Modes: `none`; `links` for service catalogs, upload URLs and next pages; `hosts:a,b` for these hosts;
`all` for whatever is no XML name space."""

import json
import re

LINK_KEYS = set(
    """publicurl internalurl adminurl apiurl downloadurl uploadurl next nextlink odata.nextlink
    @odata.nextlink nextpagelink next_link nextpage next_url nexturl""".split()
)
CATALOGS = {"servicecatalog", "catalog", "endpoints"}
LINK_HEADERS = set(
    """location link x-storage-url x-cdn-management-url x-server-management-url azure-asyncoperation
    operation-location""".split()
)
URL = re.compile(r"(https?):(\\?/\\?/)([A-Za-z0-9._\-]+(?::\d+)?)(?=[/\\?\"'<>\s]|$)")
NAMESPACE = re.compile(r"(?:xmlns(?::\w+)?=|schemaLocation=)(?:\"[^\"]*\"|'[^']*')")
XML_LINKS = [
    re.compile(r"\b(?:publicURL|internalURL|adminURL)=(?:\"[^\"]*\"|'[^']*')"),
    re.compile(r"<[\w:]*link\b[^>]*\brel=[\"']next[\"'][^>]*>"),
    re.compile(r"<(Next(?:Link|PageLink|Url))>[^<]*</\1>"),
]


def rewrite_text(text, mode, base):
    if mode == "none" or "http" not in text:
        return text
    if mode.startswith("hosts:"):
        hosts = set(mode[6:].split(","))

        def swap_host(m):
            return swap(m.group(0), base) if m.group(3).split(":")[0] in hosts else m.group(0)

        return URL.sub(swap_host, text)
    if mode == "all":
        return swap_all(text, base)
    if text.lstrip()[:1] in "{[":
        return rewrite_json(text, base)
    for link in XML_LINKS:
        text = link.sub(lambda m: swap(m.group(0), base), text)
    return text


def all_at(url, text):
    """A catalog with all services at one address."""
    for known in sorted(set(json_links(json.loads(text))), key=len, reverse=True):
        text = text.replace('"%s"' % known, '"%s"' % url)
    return text


def swap(text, base):
    scheme, _, host = base.partition("://")
    return URL.sub(lambda m: scheme + ":" + m.group(2) + host, text)


def swap_all(text, base):
    out, pos = [], 0
    for m in NAMESPACE.finditer(text):
        out += [swap(text[pos : m.start()], base), m.group(0)]
        pos = m.end()
    return "".join(out + [swap(text[pos:], base)])


def rewrite_json(text, base):
    try:
        doc = json.loads(text)
    except ValueError:
        return text
    for url in sorted(set(json_links(doc)), key=len, reverse=True):
        for form in (url, url.replace("/", "\\/")):
            text = text.replace('"%s"' % form, '"%s"' % swap(form, base))
    return text


def json_links(node, in_catalog=False, parent=None):
    """The URLs in a document that a client would follow."""
    if isinstance(node, list):
        for item in node:
            yield from json_links(item, in_catalog, parent)
    if not isinstance(node, dict):
        return
    next_page = parent == "next" or str(node.get("rel", "")).lower() == "next"
    for key, value in node.items():
        key = str(key).lower()
        catalog = in_catalog or key in CATALOGS
        if not isinstance(value, str) or not value.startswith(("http://", "https://")):
            yield from json_links(value, catalog, key)
        elif key in LINK_KEYS or key == "url" and catalog or key == "href" and next_page:
            yield value
