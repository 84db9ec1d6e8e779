"""A compute driver of Octavia whose amphorae are records: of what Nova does for them it does what Neutron
sees, the ports."""

from types import SimpleNamespace

from octavia.common import clients, config
from octavia.compute.drivers.noop_driver import driver


class RecordedAmphorae(driver.NoopComputeDriver):
    @property
    def neutron(self):
        return clients.NeutronAuth.get_neutron_client(config.cfg.CONF.neutron.region_name)

    def attach_network_or_port(self, compute_id, network_id=None, ip_address=None, port_id=None):
        if port_id is None:
            wanted = {"network_id": network_id, "device_id": compute_id}
            if ip_address:
                wanted["fixed_ips"] = [{"ip_address": ip_address}]
            port = self.neutron.create_port({"port": wanted})["port"]
        else:
            port = self.neutron.update_port(port_id, {"port": {"device_id": compute_id}})["port"]
        return SimpleNamespace(port_id=port["id"], net_id=port["network_id"], fixed_ips=port["fixed_ips"])

    def detach_port(self, compute_id, port_id):
        self.neutron.delete_port(port_id)

    def delete(self, compute_id):
        super().delete(compute_id)
        for port in self.neutron.list_ports(device_id=compute_id)["ports"]:
            self.neutron.delete_port(port["id"])
