#!/usr/bin/env python3
"""META.json by the rules of the PGXN meta spec 1.0.0 (pgxn.org/spec), as far as it uses them, and in
step with the rest: its version is that of dkis.control and debian/changelog, its files are there.
make test-exchange asks PGXN's own validator. Prints what is wrong; exit status 1 then."""
import json
import pathlib
import re

top = pathlib.Path(__file__).resolve().parent.parent
meta = json.loads((top / "META.json").read_text("utf-8"))
wrong = []

SEMVER = r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?(\+[0-9A-Za-z.-]+)?"
RANGE = rf"(([=!]=|[<>]=?)\s*)?({SEMVER}|0)(,\s*(([=!]=|[<>]=?)\s*)?{SEMVER})*"
LICENSES = """agpl_3 apache_1_1 apache_2_0 artistic_1 artistic_2 bsd freebsd gfdl_1_2 gfdl_1_3 gpl_1 gpl_2 gpl_3 lgpl_2_1 lgpl_3_0
mit mozilla_1_0 mozilla_1_1 openssl perl_5 postgresql qpl_1_0 ssleay sun zlib open_source restricted unrestricted unknown""".split()
REQUIRED = {"abstract", "license", "maintainer", "meta-spec", "name", "provides", "version"}
OPTIONAL = {"description", "generated_by", "no_index", "prereqs", "release_status", "resources", "tags"}


def need(truth, what):
    if not truth:
        wrong.append(what)


def text(value, least=1):
    return isinstance(value, str) and len(value.strip()) >= least


def term(value):
    return text(value, 2) and not re.search(r"[\s/\\\x00-\x1f\x7f]", value)


def version(value):
    return isinstance(value, str) and re.fullmatch(SEMVER, value, re.ASCII)


need(REQUIRED <= meta.keys(), f"missing: {REQUIRED - meta.keys()}")
need(all(key in REQUIRED | OPTIONAL or re.match("[xX]_.", key) for key in meta), f"unknown: {meta.keys() - REQUIRED - OPTIONAL}")
need(term(meta["name"]), "name is no term")
need(text(meta["abstract"]), "abstract is empty")
need(version(meta["version"]), "version is not semantic")
need(meta.get("release_status", "stable") in ("stable", "testing", "unstable"), "release_status")
maintainers = meta["maintainer"] if isinstance(meta["maintainer"], list) else [meta["maintainer"]]
need(maintainers and all(map(text, maintainers)), "maintainer")
licenses = meta["license"] if isinstance(meta["license"], list) else [meta["license"]]
need(licenses and set(licenses) <= set(LICENSES), "license")
need(re.fullmatch(r"1\.0\.\d+", meta["meta-spec"]["version"]), "meta-spec is not 1.0")
need(meta["meta-spec"].get("url", "https://pgxn.org/meta/spec.txt") == "https://pgxn.org/meta/spec.txt", "meta-spec's url")
tags = meta.get("tags", ["none"])
need(tags and len(set(tags)) == len(tags) and all(text(tag, 2) and len(tag) < 256 and not re.search(r"[/\\\x00-\x1f]", tag) for tag in tags), "tags")
need(meta["provides"], "provides nothing")
for name, extension in meta["provides"].items():
    need(term(name), f"provides {name}: no term")
    need({"file", "version"} <= extension.keys() <= {"file", "version", "abstract", "docfile"}, f"{name}: {sorted(extension)}")
    need(version(extension.get("version")), f"{name}: version")
    for key in ("file", "docfile"):
        need(key not in extension or (top / extension[key]).is_file(), f"{name}: {key} is not there")
for phase, relations in meta.get("prereqs", {"runtime": {}}).items():
    need(phase in ("configure", "build", "test", "runtime", "develop"), f"phase {phase}")
    for relation, ranges in relations.items():
        need(relation in ("requires", "recommends", "suggests", "conflicts"), f"relation {relation}")
        need(ranges and all(term(name) and re.fullmatch(RANGE, str(wanted), re.ASCII) for name, wanted in ranges.items()), f"{phase}: {ranges}")

control = dict(re.findall(r"^(\w+) *= *'(.*)'", (top / "dkis.control").read_text("utf-8"), re.M))
need(meta["version"] == meta["provides"]["dkis"]["version"] == control["default_version"], "not the version of dkis.control")
package = re.match(r"dkis \((.*)-", (top / "debian/changelog").read_text("utf-8"))
need(package and package[1] == meta["version"], "not the version of debian/changelog")

print("\n".join(wrong), end="")
raise SystemExit(bool(wrong))
