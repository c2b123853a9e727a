#!/usr/bin/env python3
"""SCXML and BPMN against their schemas: schemas.py BPMN20.xsd < documents

SCXML against scxml.xsd beside this file, and every state that is aimed at is
there; BPMN against the schema of the OMG, which bpmn-moddle brings along. Of
each a few damaged documents, so that the schemas are known to refuse.
"""
import json
import os
import sys

from lxml import etree
from woflan import check

SCXML = "{http://www.w3.org/2005/07/scxml}"


def schema(path):
    return etree.XMLSchema(etree.parse(path))


def aims(document):
    """States that are aimed at and not there."""
    ids = {element.get("id") for element in document.iter() if element.get("id")}
    return {name for element in document.iter() for attribute in ("target", "initial")
            for name in (element.get(attribute) or "").split()} - ids


def damaged_scxml(text):
    yield text.replace("<final ", "<finale ")
    yield text.replace(' version="1.0" datamodel', " datamodel")
    yield text.replace("<transition", "<transition color='red'")
    yield text.replace("<state ", "<state initial='' final='' ", 1)
    yield text.replace("<transition", "<state/><transition", 1).replace("</scxml>", "<transition/></scxml>")


def damaged_bpmn(text):
    yield text.replace("startEvent", "beginEvent")
    yield text.replace(" sourceRef=", " sourceReference=")
    yield text.replace("isExecutable=\"false\"", "isExecutable=\"no\"")


def main():
    scxml = schema(os.path.join(os.path.dirname(__file__), "scxml.xsd"))
    bpmn = schema(sys.argv[1])
    wrong, processes = [], 0
    cases = [json.loads(line) for line in sys.stdin]
    for case in cases:
        document = etree.fromstring(case["scxml"].encode())
        if not scxml.validate(document) or aims(document):
            wrong.append(f"SCXML: {scxml.error_log.last_error} {aims(document)}: {case['machine']}")
        for text in filter(None, (case["bpmn"], case["lanes"])):
            processes += 1
            if not bpmn.validate(etree.fromstring(text.encode())):
                wrong.append(f"BPMN: {bpmn.error_log.last_error}: {case['machine']}")
    check(not wrong, f"{len(cases)} statecharts and {processes} processes are valid by their schemas" + "".join("\n  " + w for w in wrong))
    case = cases[0]
    refused = [text for text in damaged_scxml(case["scxml"]) if not scxml.validate(etree.fromstring(text.encode()))]
    refused += [text for text in damaged_bpmn(case["bpmn"]) if not bpmn.validate(etree.fromstring(text.encode()))]
    check(len(refused) == 8, f"{len(refused)} of 8 damaged ones are not")


main()
