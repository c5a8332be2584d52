"""What no schema knows: that manifests name each other rightly, hold every container to its bounds, and say nothing of the
program that it does not know."""

import re
import subprocess
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
faults = []


def expect(holds, otherwise):
    if not holds:
        faults.append(otherwise)


def main():
    options = {command: told(command) for command in ("serve", "seed")}
    health = set(re.findall(r'"(/health/\w+)"', (ROOT / "openapi/openapi.json").read_text()))
    documents = [document for path in sorted((DEPLOY / "kubernetes").glob("*.yaml")) for document in read(path)]
    by_kind = {document["kind"]: document for document in documents}
    for document in documents:
        if document["kind"] in ("Deployment", "Job"):
            workload(document, options, health)
    references(by_kind)
    compose(read(DEPLOY / "compose.yaml")[0], options)
    print("\n".join(faults) or f"{len(documents)} manifests and a compose file hold together")
    sys.exit(1 if faults else 0)


def read(path):
    return list(yaml.safe_load_all(path.read_text()))


def told(command):
    """The variables that a command knows."""
    text = subprocess.run([sys.argv[1], command, "--help"], check=True, capture_output=True, text=True).stdout
    return set(re.findall(r"\[env: (ISNAD_\w+)[=\]]", text))


def known(where, names, command, options):
    for name in names:
        expect(name in options[command], f"{where}: isnad {command} knows no {name}")


def workload(document, options, health):
    kind, pod = document["kind"], document["spec"]["template"]["spec"]
    expect(pod["securityContext"]["runAsNonRoot"], f"{kind}: runs as root")
    expect(pod["securityContext"]["seccompProfile"]["type"] == "RuntimeDefault", f"{kind}: no seccomp profile")
    expect(pod["automountServiceAccountToken"] is False, f"{kind}: has a token that it has no use for")
    volumes = {volume["name"] for volume in pod["volumes"]}
    for container in pod.get("initContainers", []) + pod["containers"]:
        where = f"{kind}, {container['name']}"
        locked = container["securityContext"]
        expect(locked["readOnlyRootFilesystem"], f"{where}: can write to its root")
        expect(not locked["allowPrivilegeEscalation"] and locked["capabilities"]["drop"] == ["ALL"], f"{where}: has rights")
        for bound in ("requests", "limits"):
            expect(set(container["resources"][bound]) == {"cpu", "memory"}, f"{where}: {bound} leave something open")
        mounted = {mount["name"] for mount in container["volumeMounts"]}
        expect(mounted <= volumes, f"{where}: mounts {mounted - volumes}")
        if "args" in container:
            known(where, [variable["name"] for variable in container.get("env", [])], container["args"][0], options)
    if kind == "Deployment":
        server = pod["containers"][0]
        ports = {port["name"] for port in server["ports"]}
        for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
            asked = server[probe]["httpGet"]
            expect(asked["path"] in health and asked["port"] in ports, f"{probe}: asks {asked}")
        drain = next(int(variable["value"]) for variable in server["env"] if variable["name"] == "ISNAD_DRAIN")
        expect(drain < pod["terminationGracePeriodSeconds"], "Deployment: killed before it has drained")


def references(by_kind):
    server = by_kind["Deployment"]
    labels = server["spec"]["template"]["metadata"]["labels"].items()
    selectors = {
        "Deployment": server["spec"]["selector"]["matchLabels"],
        "Service": by_kind["Service"]["spec"]["selector"],
        "PodDisruptionBudget": by_kind["PodDisruptionBudget"]["spec"]["selector"]["matchLabels"],
    }
    for kind, selector in selectors.items():
        expect(selector.items() <= labels, f"{kind}: selects no Pod of the Deployment")
    seeding = by_kind["Job"]["spec"]["template"]["metadata"]["labels"]
    expect(not selectors["Service"].items() <= seeding.items(), "Service: selects the Pods of the Job")
    scaled = by_kind["HorizontalPodAutoscaler"]["spec"]["scaleTargetRef"]
    expect((scaled["kind"], scaled["name"]) == ("Deployment", server["metadata"]["name"]), f"autoscaler: scales {scaled}")
    expect("replicas" not in server["spec"], "Deployment: sets what the autoscaler sets")
    ports = {port["name"] for port in server["spec"]["template"]["spec"]["containers"][0]["ports"]}
    expect(by_kind["Service"]["spec"]["ports"][0]["targetPort"] in ports, "Service: no such port")


def compose(document, options):
    services = document["services"]
    for name, service in services.items():
        expect(service["deploy"]["resources"]["limits"], f"{name}: has no bounds")
        if service["image"] == "isnad":
            expect(service["read_only"] and service["cap_drop"] == ["ALL"], f"{name}: has rights")
            # A service that runs once is given more than its command knows.
            known(name, service["environment"], "serve", options)
        for other, how in service.get("depends_on", {}).items():
            healthy = how["condition"] != "service_healthy" or "healthcheck" in services[other] or services[other]["image"] == "isnad"
            expect(other in services and healthy, f"{name}: waits for {other}, which never says that it is well")
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            there = (DEPLOY / source).exists() if source.startswith(".") else source in document["volumes"]
            expect(there, f"{name}: there is no {source}")
    upstream = set(re.findall(r"server ([\w-]+):8080", (DEPLOY / "nginx.conf").read_text()))
    fixed = {name for name, service in services.items() if "ipv4_address" in str(service["networks"])}
    expect(upstream == {"replica-1", "replica-2"} and upstream <= fixed, f"nginx: asks {upstream}")


if __name__ == "__main__":
    main()
