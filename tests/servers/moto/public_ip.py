"""moto server whose instances all have the public address MOTO_PUBLIC_IP, so that something can answer there.

Usage: public_ip.py ARGUMENTS_OF_MOTO_SERVER
"""

import os

from moto.ec2.models import elastic_network_interfaces
from moto.server import main

elastic_network_interfaces.random_public_ip = lambda: os.environ["MOTO_PUBLIC_IP"]
main()
