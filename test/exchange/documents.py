#!/usr/bin/env python3
"""pm4py reads dkis's BPMN: documents.py BACK < documents

stdin: one JSON object per flow (documents.sql). Its process, converted to a net
by pm4py, is as sound as the flow; and what pm4py's own writers make of the
process and of the net goes to the file BACK, to come home through from_bpmn and
from_pnml (back.sql).
"""
import collections
import json
import sys
import tempfile

import pm4py
from woflan import check, judge, read


def written(writer, *what, suffix):
    with tempfile.NamedTemporaryFile("r", suffix=suffix, encoding="utf-8") as file:
        writer(*what, file.name)
        return file.read()


def main():
    count, wrong = collections.Counter(), []
    with open(sys.argv[1], "w", encoding="utf-8") as back:
        for case in map(json.loads, sys.stdin):
            def home(language, document, by="pm4py"):
                back.write(json.dumps({"machine": case["machine"], "by": by, "language": language, "document": document}) + "\n")

            net = read(pm4py.read_pnml, case["pnml"], ".pnml")
            home("pnml", written(pm4py.write_pnml, *net, suffix=".pnml"))
            for document in filter(None, (case["bpmn"], case["lanes"])):
                process = read(pm4py.read_bpmn, document, ".bpmn")
                home("bpmn", written(pm4py.write_bpmn, process, suffix=".bpmn"))
                judged, _ = judge(pm4py.convert_to_petri_net(process))
                count[judged] += 1
                if judged not in (case["sound"], None):
                    wrong.append(f"\n  dkis {case['sound']}, pm4py {judged}: {case['machine']}")
    check(not wrong, f"pm4py reads {sum(count.values())} processes in BPMN and finds {count[True]} sound, {count[False]} not, as dkis does, "
          f"{count[None]} too large to say" + "".join(wrong))


main()
