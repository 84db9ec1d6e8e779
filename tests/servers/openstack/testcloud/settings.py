"""What the servers of a cloud share: names, secrets, ports and the service catalog."""

REGION = "RegionOne"
PASSWORD = "tester-secret"
SERVICE_PASSWORD = "service-secret"
ROLES = ("service", "load-balancer_member", "load-balancer_admin", "swiftoperator", "ResellerAdmin")

# The ports of a cloud are consecutive ones, in this order.
PORTS = (
    "keystone",
    "swift",
    "glance",
    "placement",
    "neutron",
    "cinder",
    "nova",
    "octavia",
    "swift_account",
    "swift_container",
    "swift_object",
    "memcached",
)

# Type and name in the catalog, who serves it, and the path of its endpoint.
CATALOG = (
    ("identity", "keystone", "keystone", "/v3"),
    ("object-store", "swift", "swift", "/v1/AUTH_%(tenant_id)s"),
    ("image", "glance", "glance", ""),
    ("placement", "placement", "placement", ""),
    ("network", "neutron", "neutron", ""),
    ("volumev3", "cinderv3", "cinder", "/v3/%(tenant_id)s"),
    ("block-storage", "cinder", "cinder", "/v3/%(tenant_id)s"),
    ("compute", "nova", "nova", "/v2.1"),
    ("load-balancer", "octavia", "octavia", ""),
)


def url(first_port, server, path=""):
    return f"http://127.0.0.1:{first_port + PORTS.index(server)}{path}"
