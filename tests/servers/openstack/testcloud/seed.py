"""seed.py FIRST_PORT SERVICE...: give a new cloud an image, an external and a shared network and a router
between them, through the services' own APIs."""

import json
import sys
import urllib.request

from testcloud.settings import PASSWORD, url

FIRST_PORT = int(sys.argv[1])


class Api:
    def __init__(self):
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        self.token = ""
        admin = {"name": "admin", "domain": {"id": "default"}}
        identity = {"methods": ["password"], "password": {"user": {**admin, "password": PASSWORD}}}
        auth = {"auth": {"identity": identity, "scope": {"project": admin}}}
        with self.send("POST", "keystone", "/v3/auth/tokens", json.dumps(auth).encode()) as answer:
            self.token = answer.headers["X-Subject-Token"]

    def send(self, method, service, path, body=None, kind="application/json"):
        headers = {"Content-Type": kind, "X-Auth-Token": self.token}
        request = urllib.request.Request(url(FIRST_PORT, service, path), body, headers, method=method)
        return self.opener.open(request, timeout=60)

    def json(self, method, service, path, body=None):
        with self.send(method, service, path, body and json.dumps(body).encode()) as answer:
            return json.load(answer)


def glance(api):
    if api.json("GET", "glance", "/v2/images")["images"]:
        return
    image = {"name": "cirros", "os_distro": "cirros", "visibility": "public", "min_disk": 1, "min_ram": 64}
    image.update(disk_format="raw", container_format="bare")
    made = api.json("POST", "glance", "/v2/images", image)
    path = f"/v2/images/{made['id']}/file"
    api.send("PUT", "glance", path, b"no real disk...\n" * 64, "application/octet-stream").close()


def neutron(api):
    if api.json("GET", "neutron", "/v2.0/networks")["networks"]:
        return

    def make(kind, **values):
        return api.json("POST", "neutron", f"/v2.0/{kind}s", {kind: values})[kind]["id"]

    def subnet(network, cidr, gateway, name):
        return make(
            "subnet", network_id=network, name=name, cidr=cidr, gateway_ip=gateway, ip_version=4, enable_dhcp=False
        )

    external = {"router:external": True, "provider:network_type": "flat", "provider:physical_network": "public"}
    public = make("network", name="public", **external)
    subnet(public, "203.0.113.0/24", "203.0.113.1", "public-subnet")
    private = make("network", name="private", shared=True)
    inner = subnet(private, "10.0.0.0/22", "10.0.0.1", "private-subnet")
    router = make("router", name="router1", external_gateway_info={"network_id": public})
    api.json("PUT", "neutron", f"/v2.0/routers/{router}/add_router_interface", {"subnet_id": inner})


def main(services):
    for seed in (glance, neutron):
        if seed.__name__ in services:
            seed(Api())  # each with a token of its own, since they may be short-lived


if __name__ == "__main__":
    main(sys.argv[2:])
