"""serve.py SERVER STATE_DIR FIRST_PORT: run one server in the foreground. It listens when it can do its work."""

import logging
import os
import signal
import sys
import time
from pathlib import Path

from testcloud import sqlite
from testcloud.settings import PORTS

server, state, first_port = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
etc = state / "etc"


def listen_with_green_threads(application):
    import eventlet
    import eventlet.wsgi

    end_on_signals()
    eventlet.wsgi.server(
        eventlet.listen(("127.0.0.1", port()), reuse_port=False),
        application,
        log=logging.getLogger("wsgi"),
        max_size=200,
        socket_timeout=75,
        url_length_limit=65536,
        debug=False,
    )


def listen(application):
    """For the services that are no friends of green threads; one request at a time, for SQLite's sake."""
    import waitress

    end_on_signals()
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    waitress.serve(
        application,
        host="127.0.0.1",
        port=port(),
        threads=1,
        ident="",
        max_request_body_size=1 << 40,
        connection_limit=500,
        clear_untrusted_proxy_headers=True,
    )


def port():
    return first_port + PORTS.index(server)


def end_on_signals():
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: os._exit(0))


def use_green_threads():
    import eventlet

    eventlet.monkey_patch()
    sqlite.green_threads_take_turns()


def keystone():
    os.environ["OS_KEYSTONE_CONFIG_FILES"] = str(etc / "keystone.conf")
    sys.argv = ["keystone"]
    from keystone.server import wsgi

    listen(wsgi.initialize_public_application())


def glance():
    from glance.common import wsgi_app

    wsgi_app.CONFIG_FILES = ["glance.conf"]
    os.environ["OS_GLANCE_CONFIG_DIR"] = str(etc)
    sys.argv = ["glance"]
    listen(wsgi_app.init_app())


def placement():
    os.environ["OS_PLACEMENT_CONFIG_DIR"] = str(etc)
    from placement import wsgi

    listen(wsgi.init_application())


def neutron():
    use_green_threads()
    os.environ["OS_NEUTRON_CONFIG_FILES"] = str(etc / "neutron.conf")
    sys.argv = ["neutron-server"]
    from neutron import server as neutron_server
    from neutron.common import config

    neutron_server._init_configuration()
    listen_with_green_threads(config.load_paste_app("neutron"))


def cinder():
    use_green_threads()
    from cinder import objects

    objects.register_all()
    from cinder import rpc, service, version
    from cinder.cmd import volume
    from cinder.common import config
    from oslo_config import cfg
    from oslo_log import log
    from oslo_service import wsgi

    cfg.CONF(["--config-file", str(etc / "cinder.conf")], project="cinder", version=version.version_string())
    log.setup(cfg.CONF, "cinder")
    config.set_middleware_defaults()
    rpc.init(cfg.CONF)
    backend = cfg.CONF.enabled_backends[0]
    cfg.CONF.register_opt(volume.host_opt, group=backend)
    service.Service.create(binary="cinder-scheduler").start()
    service.Service.create(
        host=f"{cfg.CONF.host}@{backend}", service_name=backend, binary="cinder-volume", coordination=True
    ).start()
    listen_with_green_threads(wsgi.Loader(cfg.CONF).load_app("osapi_volume"))


def nova():
    use_green_threads()
    import os_vif
    from nova import conf, config, context, objects, service
    from nova.api import wsgi
    from nova.compute import rpcapi as compute
    from nova.conductor import rpcapi as conductor
    from nova.objects import host_mapping
    from nova.scheduler import rpcapi as scheduler
    from oslo_log import log

    config.parse_args(["nova", "--config-file", str(etc / "nova.conf")])
    log.setup(conf.CONF, "nova")
    objects.register_all()
    os_vif.initialize()
    from testcloud import nova_driver

    nova_driver.complete()
    for binary, rpc in (("nova-conductor", conductor), ("nova-scheduler", scheduler), ("nova-compute", compute)):
        service.Service.create(binary=binary, topic=rpc.RPC_TOPIC).start()
    host_mapping.discover_hosts(context.get_admin_context())
    listen_with_green_threads(wsgi.Loader().load_app("osapi_compute"))


def octavia():
    sqlite.threads_take_turns()
    from octavia.api import app
    from octavia.common import rpc
    from octavia.controller.queue.v2 import consumer
    from oslo_config import cfg

    application = app.setup_app(argv=["octavia", "--config-file", str(etc / "octavia.conf")])
    if rpc.TRANSPORT is None:
        rpc.init()
    consumer.ConsumerService(0, cfg.CONF).run()
    listen(application)


def swift(part):
    from swift.common import utils, wsgi

    utils.set_swift_dir(str(etc))
    sys.exit(wsgi.run_wsgi(str(etc / f"swift-{part}.conf"), f"{part}-server", verbose=True))


def swift_updater():
    """Brings the totals of containers to their account."""
    from swift.common import daemon, utils
    from swift.container.updater import ContainerUpdater

    class Updater(ContainerUpdater):
        def run_forever(self, *args, **kwargs):
            """In one process: one for each partition, as usual, takes a core for itself."""
            while True:
                self.run_once()
                time.sleep(self.interval)

    utils.set_swift_dir(str(etc))
    daemon.run_daemon(Updater, str(etc / "swift-container.conf"), "container-updater", verbose=True)


SERVERS = {
    "keystone": keystone,
    "glance": glance,
    "placement": placement,
    "neutron": neutron,
    "cinder": cinder,
    "nova": nova,
    "octavia": octavia,
    "swift": lambda: swift("proxy"),
    "swift_account": lambda: swift("account"),
    "swift_container": lambda: swift("container"),
    "swift_object": lambda: swift("object"),
    "swift_updater": swift_updater,
}

if __name__ == "__main__":
    SERVERS[server]()
