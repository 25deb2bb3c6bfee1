#!/usr/bin/env python3
"""Prints the last three entries of a wiki's log. Usage: last-three.py URL-OF-API.PHP"""
import sys

import requests

ANSWER = requests.Session().get(
    url=sys.argv[1],
    params={"action": "query", "format": "json", "list": "logevents", "lelimit": "3"},
    timeout=10,
)
ANSWER.raise_for_status()
for entry in ANSWER.json()["query"]["logevents"]:
    print("There is {} log for page {}".format(entry["type"], entry["title"]))
