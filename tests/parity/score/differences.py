"""What Libcloud has plainly wrong (docs/differences.md): put right in its recorded results before they are compared."""

import copy
import datetime
import re

EC2 = ("ec2", "eucalyptus", "nimbus", "outscale_sas", "outscale_inc")
SWIFT = ("cloudfiles",)
NOVA = ("openstack", "rackspace", "rackspace_first_gen")
NEUTRON = ("OpenStack_2_NodeDriver",)
CLB = ("rackspace",)
LXD = ("lxd",)
DOCKER = ("docker",)
ELB, ALB = ("elb",), ("alb",)
SIGMA = ("CloudSigma_2_0_NodeDriver",)

# Requests that Libcloud sends to the wrong service: method and path here, and the path that its mocks answer.
ELSEWHERE = (("DELETE", r"(/v2/\w+)/v2(/images/[^/]+)", r"\1\2"),)  # images: to Nova, which only passes them on
# Requests that Libcloud forgets, and those its mocks answer that say as little.
FORGOTTEN = {
    # the members of a new balancer
    "Action=RegisterInstancesWithLoadBalancer&": "Action=DeregisterInstancesFromLoadBalancer&",
}


def recorded_target(target):
    """What Libcloud's mocks answer in place of a request that Libcloud never sends."""
    for forgotten, known in FORGOTTEN.items():
        target = target.replace(forgotten, known)
    return target


def recorded_path(method, path):
    """Where Libcloud sends a request of this method and path."""
    for known, here, there in ELSEWHERE:
        if known == method and re.fullmatch(here, path):
            return re.sub(here, there, path)
    return path


def put_right(record):
    """The recorded result as it should be."""
    names = {record["provider"], record["driver"]["class"]}
    tables = [table for providers, table in MENDERS.items() if names.intersection(providers)]
    mend = next((table[record["call"]] for table in tables if record["call"] in table), None)
    return mend(copy.deepcopy(record["result"]), record) if mend else record["result"]


def error_put_right(record):
    """The recorded error as it should be."""
    error = record["error"]
    if "Unsupported Auth Version" in error["message"]:
        return dict(error, at_once=True)  # found when the driver is made, not when it is used
    if record["provider"] in LXD and not record["requests"]:
        return dict(error, error="ValueError")  # what is missing is found before LXD is asked
    failed = any(request.get("status", 0) >= 500 for request in record["requests"])
    if error["error"] == "MalformedResponseError" and failed:
        return dict(error, error="BaseHTTPError")  # the service fails, whatever it says
    return error


def nodes(result, _):
    for node in result if isinstance(result, list) else [result]:
        node["public_ips"] = list(dict.fromkeys(node["public_ips"]))  # elastic ones are listed twice
        node["size"] = node["extra"]["instance_type"]
        node["image"] = node["extra"]["image_id"]
        if node["extra"]["status"] == "stopped":  # some drivers do not know it
            node["state"] = "stopped"
    return result


def new_image(result, record):
    result["name"] = record["arguments"]["name"]
    return result


def sizes(result, record):
    if not result:  # a region whose types Libcloud does not know, though it knows their prices
        return {"__object__": "sizes"}
    region = record["config"].get("region")
    for size in result:
        extra = size["extra"]
        if size["price"] == 0.0:  # not known
            size["price"] = None
        if record["provider"].startswith("outscale"):  # Amazon's
            size["price"] = {"__object__": "price"}
        if size["bandwidth"] and "Megabit" in extra["networkPerformance"]:  # all others are in Gbit/s
            size["bandwidth"] //= 1000
        disks = re.match(r"(\d+) X (\d+) GB", extra.get("storage", ""))
        if not size["disk"] and disks:
            size["disk"] = int(disks[1]) * int(disks[2])
        extra.pop("instancesku", None)  # of some region
        if extra.pop("regionCode", None) and region:
            extra["regionCode"] = region
    return result


def stored_object(result, _):
    result["container"]["extra"] = {}  # the container is not asked for
    return result


def balancer(result, _):
    if (result["port"] or 0) > 0xFFFF:  # some mocks have one that there is not
        result["port"] = None
    return result


def classic_balancers(result, _):
    for found in result if isinstance(result, list) else [result]:
        found.update(state="running", port=80)  # those that there are run; all of the mocks have one listener
    return result


def application_balancers(result, record):
    new = record["call"].endswith("create_balancer")
    for found in result if isinstance(result, list) else [result]:
        found["state"] = "pending" if new else "running"  # what the mocks say, which Libcloud does not read
    return result


def servers(result, _):
    for node in result if isinstance(result, list) else [result]:
        if node:
            node.update(size=node["extra"]["flavorId"], image=node["extra"]["imageId"])
    return result


def reachable_servers(result, record):
    return servers([node for node, _ in result], record)  # addresses are in the node


def flavors(result, _):
    for size in result if isinstance(result, list) else [result]:
        size["price"] = size["price"] or None  # 0.0 where it is not known
    return result


def floating_ips(result, _):
    for ip in result if isinstance(result, list) else [result]:
        port = ip["extra"]["port_details"]
        if port and port["device_owner"].startswith("compute:"):  # Libcloud's objects find out when they are asked
            ip["node_id"] = port["device_id"]
    return result


def pools(result, _):
    for pool in result if isinstance(result, list) else [result]:
        pool["config"] = {"__object__": "config"}  # the word "config", whatever the pool's
    return result


def gone(*_):
    return True  # a container of which nothing is told but that it is no more


def cut_to_measure(result, record):
    for node in result if isinstance(result, list) else [result]:
        node["image"] = node["image"] and node["image"].strip() or None  # the name of the system and its version
        boots = any(drive["boot_order"] == 1 for drive in node["extra"]["drives"])
        if boots and record["call"] == "list_nodes":  # the mocks' list of drives lacks those of the servers
            node["size"] = None
    return result


def done(*_):
    return True  # the mock answers with another success than Libcloud expects


def containers(result, _):
    for container in result if isinstance(result, list) else [result]:
        created = container["extra"]["created"]  # seconds in lists
        if isinstance(created, int):
            created = datetime.datetime.fromtimestamp(created, datetime.timezone.utc).isoformat()
        container["created_at"] = re.sub(r"(\.\d{3})\d+", r"\1", created)  # to the millisecond
        container["ip_addresses"] = list(dict.fromkeys(container["ip_addresses"]))  # one for each port
    return result


def log(result, _):
    return result + "\n"  # every answer is stripped


MENDERS = {
    EC2: {
        "list_nodes": nodes,
        "create_node": nodes,
        "create_image": new_image,
        "copy_image": new_image,
        "list_sizes": sizes,
    },
    SWIFT: {"get_object": stored_object},
    NOVA: {
        "list_nodes": servers,
        "create_node": servers,
        "ex_get_node_details": servers,
        "ex_set_server_name": servers,
        "ex_update_node": servers,
        "list_sizes": flavors,
        "ex_get_size": flavors,
        "ex_confirm_resize": done,
        "wait_until_running": reachable_servers,
    },
    NEUTRON: {"ex_list_floating_ips": floating_ips, "ex_get_floating_ip": floating_ips},
    CLB: {"update_balancer": balancer},
    LXD: {
        "ex_list_storage_pools": pools,
        "ex_get_storage_pool": pools,
        "ex_create_storage_pool": pools,
        "destroy_container": gone,
    },
    DOCKER: {
        "list_containers": containers,
        "get_container": containers,
        "deploy_container": containers,
        "start_container": containers,
        "stop_container": containers,
        "restart_container": containers,
        "ex_rename_container": containers,
        "ex_get_logs": log,
    },
    ELB: {"list_balancers": classic_balancers, "get_balancer": classic_balancers},
    ALB: dict.fromkeys(
        ("list_balancers", "get_balancer", "create_balancer", "ex_create_balancer"), application_balancers
    ),
    SIGMA: dict.fromkeys(
        ("list_nodes", "create_node", "ex_get_node", "ex_clone_node", "ex_attach_firewall_policy"), cut_to_measure
    ),
}
