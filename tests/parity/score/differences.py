"""What Libcloud has plainly wrong (docs/differences.md): put right in its recorded results before they are compared."""

import copy
import re

EC2 = ("ec2", "eucalyptus", "nimbus", "outscale_sas", "outscale_inc")


def put_right(record):
    """The recorded result as it should be."""
    mend = MENDERS.get((record["driver"]["service"], record["call"]))
    if not mend or record["provider"] not in EC2:
        return record["result"]
    return mend(copy.deepcopy(record["result"]), record["config"])


def nodes(result, _):
    for node in result:  # an address that is elastic too is listed twice
        node["public_ips"] = list(dict.fromkeys(node["public_ips"]))
    return result


def sizes(result, config):
    if not result:  # a region whose types Libcloud does not know, though it knows their prices
        return {"__object__": "sizes"}
    for size in result:
        extra = size["extra"]
        if size["price"] == 0.0:  # not known
            size["price"] = None
        if size["bandwidth"] and "Megabit" in extra["networkPerformance"]:  # all others are in Gbit/s
            size["bandwidth"] //= 1000
        disks = re.match(r"(\d+) X (\d+) GB", extra.get("storage", ""))
        if not size["disk"] and disks:
            size["disk"] = int(disks[1]) * int(disks[2])
        extra.pop("instancesku", None)  # of some region
        if extra.pop("regionCode", None) and config.get("region"):
            extra["regionCode"] = config["region"]
    return result


MENDERS = {("compute", "list_nodes"): nodes, ("compute", "list_sizes"): sizes}
