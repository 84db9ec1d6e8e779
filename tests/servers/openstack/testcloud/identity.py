"""What Keystone knows in a new cloud, made through its own API within this process: roles, the users
`demo` and `service`, the catalog."""

import os
import sys

from testcloud.settings import CATALOG, PASSWORD, REGION, ROLES, SERVICE_PASSWORD


class Keystone:
    def __init__(self, conf):
        os.environ["OS_KEYSTONE_CONFIG_FILES"] = str(conf)
        sys.argv = ["keystone"]
        from keystone.server import wsgi
        from werkzeug.test import Client

        self.client = Client(wsgi.initialize_public_application())
        self.headers = {}
        admin = {"name": "admin", "domain": {"id": "default"}}
        identity = {"methods": ["password"], "password": {"user": {**admin, "password": PASSWORD}}}
        answer = self.call("POST", "/auth/tokens", {"auth": {"identity": identity, "scope": {"project": admin}}})
        self.headers = {"X-Auth-Token": answer.headers["X-Subject-Token"]}

    def call(self, method, path, body=None):
        answer = self.client.open("/v3" + path, method=method, json=body, headers=self.headers)
        if answer.status_code >= 400:
            sys.exit(f"{method} {path}: {answer.data}")
        return answer

    def make(self, kind, **values):
        return self.call("POST", f"/{kind}s", {kind: values}).json[kind]["id"]

    def list(self, kind):
        """The ids of all by name."""
        return {item["name"]: item["id"] for item in self.call("GET", f"/{kind}s").json[f"{kind}s"]}

    def grant(self, project, user, *roles):
        for role in roles:
            self.call("PUT", f"/projects/{project}/users/{user}/roles/{role}")


def populate(conf):
    keystone = Keystone(conf)
    for name in ROLES:
        keystone.make("role", name=name)
    roles = keystone.list("role")
    service = keystone.make("project", name="service", domain_id="default")
    demo = keystone.make("project", name="demo", domain_id="default")
    user = keystone.make("user", name="service", password=SERVICE_PASSWORD, domain_id="default")
    keystone.grant(service, user, roles["admin"], roles["service"])
    user = keystone.make("user", name="demo", password=PASSWORD, domain_id="default", default_project_id=demo)
    keystone.grant(demo, user, roles["member"], roles["load-balancer_member"])
    keystone.grant(demo, keystone.list("user")["admin"], roles["admin"])
    # bootstrap has made the service of Keystone itself; configure.py sets the addresses.
    services = keystone.list("service")
    for kind, name, _, _ in CATALOG:
        identifier = services.get(name) or keystone.make("service", type=kind, name=name)
        for interface in ("public", "internal", "admin"):
            keystone.make(
                "endpoint", service_id=identifier, region=REGION, interface=interface, url="http://127.0.0.1/"
            )
