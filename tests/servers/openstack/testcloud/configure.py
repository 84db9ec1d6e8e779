"""configure.py STATE_DIR FIRST_PORT SERVICE...: write the configuration of these services, have Keystone's
catalog name them and no others, and write what `start` has to know to STATE_DIR/ports and variables."""

import os
import pwd
import sqlite3
import string
import sys
from pathlib import Path

from testcloud.settings import CATALOG, PASSWORD, PORTS, REGION, SERVICE_PASSWORD, url

TEMPLATES = Path(__file__).resolve().parent.parent / "etc"
SWIFT = ("account", "container", "object", "proxy")


class Configuration:
    def __init__(self, state, first_port):
        self.state = state
        self.first_port = first_port
        self.values = {
            "state": str(state),
            "templates": str(TEMPLATES),
            "region": REGION,
            "password": PASSWORD,
            "service_password": SERVICE_PASSWORD,
            "login": pwd.getpwuid(os.getuid()).pw_name,
            "debug": os.environ["OPENSTACK_DEBUG"],
            "token_seconds": os.environ["OPENSTACK_TOKEN_SECONDS"],
            "page_items": os.environ["OPENSTACK_PAGE_ITEMS"],
        }
        for server in PORTS:
            self.values[server] = url(first_port, server)
            self.values[server + "_port"] = first_port + PORTS.index(server)
        self.values["service_user"] = self.filled("service-user").rstrip()
        (state / "etc").mkdir(parents=True, exist_ok=True)

    def filled(self, template, **values):
        text = (TEMPLATES / template).read_text()
        return string.Template(text).substitute(self.values, **values)

    def write(self, name, *templates, **values):
        text = "".join(self.filled(template, **values) for template in templates)
        (self.state / "etc" / name).write_text(text)

    def service(self, name):
        (self.state / "var" / name / "lock").mkdir(parents=True, exist_ok=True)
        self.write(f"{name}.conf", "common.conf", f"{name}.conf", service=name)
        if (TEMPLATES / f"{name}-paste.ini").exists():
            self.write(f"{name}-paste.ini", f"{name}-paste.ini", "common-paste.ini")

    def swift(self):
        self.write("swift.conf", "swift.conf")
        for part in SWIFT:
            self.write(f"swift-{part}.conf", "swift-common.conf", f"swift-{part}.conf")
        for folder in ("swift/disk", "var/swift"):
            (self.state / folder).mkdir(parents=True, exist_ok=True)
        for part in SWIFT[:-1]:
            self.ring(part)

    def ring(self, part):
        """One replica on one device."""
        from swift.common.ring import RingBuilder

        address = {"ip": "127.0.0.1", "port": self.values[f"swift_{part}_port"]}
        address.update({f"replication_{key}": value for key, value in address.items()})
        ring = RingBuilder(4, 1, 1)
        ring.add_dev({"id": 0, "region": 1, "zone": 1, "weight": 1.0, "device": "disk", "meta": "", **address})
        ring.rebalance()
        ring.get_ring().save(str(self.state / "etc" / f"{part}.ring.gz"))

    def catalog(self, services):
        base = sqlite3.connect(self.state / "db" / "keystone.db")
        with base:
            for kind, _, server, path in CATALOG:
                base.execute(
                    "update endpoint set url = ?, enabled = ?"
                    " where service_id in (select id from service where type = ?)",
                    (url(self.first_port, server, path), server in services, kind),
                )
        base.close()

    def ports(self):
        lines = (f"{server} {self.values[server + '_port']}\n" for server in PORTS)
        (self.state / "ports").write_text("".join(lines))

    def variables(self, services):
        """For the tests."""
        variables = {f"{service.upper()}_URL": self.values[service] for service in services}
        variables.update(
            AUTH_URL=self.values["keystone"] + "/v3",
            REGION=REGION,
            DOMAIN="Default",
            USER="demo",
            PASSWORD=PASSWORD,
            PROJECT="demo",
            ADMIN_USER="admin",
            ADMIN_PASSWORD=PASSWORD,
            ADMIN_PROJECT="admin",
        )
        if "swift" in services:
            variables.update(
                SWIFT_AUTH_URL=self.values["swift"] + "/auth/v1.0", SWIFT_USER="test:tester", SWIFT_KEY=PASSWORD
            )
        lines = (f"export OPENSTACK_{name}={value}\n" for name, value in variables.items())
        (self.state / "variables").write_text("".join(lines))


def main(state, first_port, *services):
    configuration = Configuration(Path(state), int(first_port))
    for service in services:
        if service == "swift":
            configuration.swift()
        else:
            configuration.service(service)
    if (configuration.state / "db" / "keystone.db").exists():
        configuration.catalog(services)
    configuration.ports()
    configuration.variables(services)


if __name__ == "__main__":
    main(*sys.argv[1:])
