"""databases.py SERVICE STATE_DIR: make the database and the keys of a service that configure.py has configured."""

import importlib
import multiprocessing
import os
import subprocess
import sys
from pathlib import Path

from testcloud.settings import PASSWORD, REGION, SERVICE_PASSWORD

service, state = sys.argv[1], Path(sys.argv[2])
conf = state / "etc" / f"{service}.conf"

FLAVORS = (
    ("m1.tiny", 512, 1, 1),
    ("m1.small", 2048, 20, 1),
    ("m1.medium", 4096, 40, 2),
    ("m1.large", 8192, 80, 4),
    ("m1.xlarge", 16384, 160, 8),
)


def apart(step, *arguments):
    """Runs a step in a process of its own: what it sets up is global to a process."""
    process = multiprocessing.get_context("fork").Process(target=step, args=arguments)
    process.start()
    process.join()
    if process.exitcode:
        sys.exit(f"{step.__name__} {' '.join(arguments)} failed")


def manage(*arguments):
    """Runs the service's administration command."""
    apart(run_manage, *arguments)


def run_manage(*arguments):
    sys.argv = [f"{service}-manage", "--config-file", str(conf), *arguments]
    sys.exit(importlib.import_module(f"{service}.cmd.manage").main())


def keystone():
    owner = ("--keystone-user", str(os.getuid()), "--keystone-group", str(os.getgid()))
    manage("db_sync")
    manage("fernet_setup", *owner)
    manage("credential_setup", *owner)
    names = ("--bootstrap-username", "admin", "--bootstrap-project-name", "admin", "--bootstrap-region-id", REGION)
    manage("bootstrap", "--bootstrap-password", PASSWORD, *names)
    from testcloud.identity import populate

    populate(conf)


def glance():
    os.environ["OS_GLANCE_CONFIG_DIR"] = str(conf.parent)
    manage("db_sync")
    manage("db_load_metadefs")


def placement():
    manage("db", "sync")


def nova():
    # The paths of the databases are those of the configuration at the time.
    cell = "{scheme}:////{path}%s?{query}"
    manage("api_db", "sync")
    manage("cell_v2", "map_cell0", "--database_connection", cell % ".cell0")
    manage("db", "sync")
    cell1 = ("--name", "cell1", "--transport-url", "fake://", "--database_connection", cell % "")
    manage("cell_v2", "create_cell", *cell1)
    apart(nova_flavors)


def nova_flavors():
    from nova import config, context, objects

    config.parse_args(["nova", "--config-file", str(conf)])
    objects.register_all()
    for number, (name, ram, disk, cpus) in enumerate(FLAVORS, 1):
        objects.Flavor(
            context.get_admin_context(),
            flavorid=str(number),
            name=name,
            memory_mb=ram,
            root_gb=disk,
            vcpus=cpus,
            ephemeral_gb=0,
            swap=0,
            rxtx_factor=1.0,
            is_public=True,
            disabled=False,
        ).create()


def neutron():
    # Its migrations are not made for SQLite: these are the tables as they come out.
    import sqlalchemy
    from neutron.db.migration.models import head

    head.get_metadata().create_all(sqlalchemy.create_engine(f"sqlite:///{state}/db/neutron.db"))


def cinder():
    manage("db", "sync")


def octavia():
    # As with Neutron; its migrations also fill the tables of names.
    from octavia.common import config, constants
    from octavia.db import api, base_models, models

    config.init(["--config-file", str(conf)])
    base_models.BASE.metadata.create_all(api.get_engine())
    names = (
        (models.ProvisioningStatus, constants.SUPPORTED_PROVISIONING_STATUSES),
        (models.OperatingStatus, constants.SUPPORTED_OPERATING_STATUSES),
        (models.HealthMonitorType, constants.SUPPORTED_HEALTH_MONITOR_TYPES),
        (models.Algorithm, constants.SUPPORTED_LB_ALGORITHMS),
        (models.Protocol, constants.SUPPORTED_PROTOCOLS),
        (models.SessionPersistenceType, constants.SUPPORTED_SP_TYPES),
        (models.AmphoraRoles, constants.SUPPORTED_AMPHORA_ROLES),
        (models.LBTopology, constants.SUPPORTED_LB_TOPOLOGIES),
        (models.VRRPAuthMethod, constants.SUPPORTED_VRRP_AUTH),
        (models.L7RuleType, constants.SUPPORTED_L7RULE_TYPES),
        (models.L7RuleCompareType, constants.SUPPORTED_L7RULE_COMPARE_TYPES),
        (models.L7PolicyAction, constants.SUPPORTED_L7POLICY_ACTIONS),
        (models.ClientAuthenticationMode, constants.SUPPORTED_CLIENT_AUTH_MODES),
    )
    nil, deleted = constants.NIL_UUID, "DELETED-PLACEHOLDER"
    provider = {"provider_name": constants.DELETED, "name": deleted, "id": nil}
    rows = [model(name=name) for model, supported in names for name in supported]
    rows += (
        models.FlavorProfile(flavor_data="{}", **provider),
        models.Flavor(id=nil, flavor_profile_id=nil, enabled=False, name=deleted),
        models.AvailabilityZoneProfile(availability_zone_data="{}", **provider),
        models.AvailabilityZone(availability_zone_profile_id=nil, enabled=False, name=nil),
    )
    session = api.get_session()
    with session.begin():
        for row in rows:
            session.add(row)
            session.flush()
    certificate_authority(state / "keys" / "octavia-ca")


def certificate_authority(path):
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-days", "3650", "-subj", "/CN=testcloud"]
        + ["-passout", f"pass:{SERVICE_PASSWORD}", "-keyout", f"{path}.key", "-out", f"{path}.pem"],
        check=True,
    )


MAKE = {make.__name__: make for make in (keystone, glance, placement, nova, neutron, cinder, octavia)}

if __name__ == "__main__":
    for folder in ("db", "keys"):
        (state / folder).mkdir(exist_ok=True)
    MAKE[service]()
