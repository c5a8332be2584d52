"""Checks what no schema can: that the manifests refer to each other correctly, limit every container, and use only environment
variables that the program knows."""

import re
import subprocess
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
GRACE = "ISNAD_SHUTDOWN_GRACE_SECONDS"
failures = []


def expect(condition, failure):
    if not condition:
        failures.append(failure)


def main():
    variables = {command: known_variables(command) for command in ("serve", "seed")}
    health = set(re.findall(r'"(/health/\w+)"', (ROOT / "openapi/openapi.json").read_text()))
    documents = [document for path in sorted((DEPLOY / "kubernetes").glob("*.yaml")) for document in read(path)]
    by_kind = {document["kind"]: document for document in documents}
    for document in documents:
        if document["kind"] in ("Deployment", "Job"):
            check_workload(document, variables, health)
    check_references(by_kind)
    check_network_policy(by_kind)
    check_compose(read(DEPLOY / "compose.yaml")[0], variables)
    print("\n".join(failures) or f"{len(documents)} manifests and one compose file are consistent")
    sys.exit(1 if failures else 0)


def read(path):
    return list(yaml.safe_load_all(path.read_text()))


def known_variables(command):
    """The environment variables in the help of a command."""
    text = subprocess.run([sys.argv[1], command, "--help"], check=True, capture_output=True, text=True).stdout
    return set(re.findall(r"\[env: (ISNAD_\w+)[=\]]", text))


def check_variables(where, names, command, variables):
    for name in names:
        expect(name in variables[command], f"{where}: isnad {command} has no {name}")


def check_workload(document, variables, health):
    kind, pod = document["kind"], document["spec"]["template"]["spec"]
    expect(pod["securityContext"]["runAsNonRoot"], f"{kind}: runs as root")
    expect(pod["securityContext"]["seccompProfile"]["type"] == "RuntimeDefault", f"{kind}: no seccomp profile")
    expect(pod["automountServiceAccountToken"] is False, f"{kind}: has a service account token")
    volumes = {volume["name"] for volume in pod["volumes"]}
    for container in pod.get("initContainers", []) + pod["containers"]:
        where = f"{kind}, {container['name']}"
        security = container["securityContext"]
        expect(security["readOnlyRootFilesystem"], f"{where}: can write to its root file system")
        expect(not security["allowPrivilegeEscalation"] and security["capabilities"]["drop"] == ["ALL"], f"{where}: has privileges")
        for limit in ("requests", "limits"):
            expect(set(container["resources"][limit]) == {"cpu", "memory"}, f"{where}: {limit} must set cpu and memory")
        mounted = {mount["name"] for mount in container["volumeMounts"]}
        is_server = container.get("args", [""])[0] in ("serve", "seed")
        writable = {mount["mountPath"] for mount in container["volumeMounts"] if not mount.get("readOnly")}
        expect(not is_server or writable & {"/tmp", "/snapshot"}, f"{where}: has no folder for temporary files")
        expect(mounted <= volumes, f"{where}: unknown volumes {mounted - volumes}")
        if "args" in container:
            check_variables(where, [variable["name"] for variable in container.get("env", [])], container["args"][0], variables)
    if kind == "Deployment":
        server = pod["containers"][0]
        ports = {port["name"] for port in server["ports"]}
        for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
            target = server[probe]["httpGet"]
            expect(target["path"] in health and target["port"] in ports, f"{probe}: unknown target {target}")
            own_worker = probe == "startupProbe" or target["port"] == "metrics"
            expect(own_worker, f"{probe}: shares the workers of the API")
        grace = next(int(variable["value"]) for variable in server["env"] if variable["name"] == GRACE)
        expect(grace < pod["terminationGracePeriodSeconds"], "Deployment: killed before its shutdown grace period ends")


def check_references(by_kind):
    server = by_kind["Deployment"]
    labels = server["spec"]["template"]["metadata"]["labels"].items()
    selectors = {
        "Deployment": server["spec"]["selector"]["matchLabels"],
        "Service": by_kind["Service"]["spec"]["selector"],
        "PodDisruptionBudget": by_kind["PodDisruptionBudget"]["spec"]["selector"]["matchLabels"],
    }
    for kind, selector in selectors.items():
        expect(selector.items() <= labels, f"{kind}: selects no Pod of the Deployment")
    seed_labels = by_kind["Job"]["spec"]["template"]["metadata"]["labels"]
    expect(not selectors["Service"].items() <= seed_labels.items(), "Service: selects the Pods of the Job")
    target = by_kind["HorizontalPodAutoscaler"]["spec"]["scaleTargetRef"]
    expect((target["kind"], target["name"]) == ("Deployment", server["metadata"]["name"]), f"autoscaler: scales {target}")
    expect("replicas" not in server["spec"], "Deployment: sets replicas, which the autoscaler sets")
    ports = {port["name"] for port in server["spec"]["template"]["spec"]["containers"][0]["ports"]}
    expect(by_kind["Service"]["spec"]["ports"][0]["targetPort"] in ports, "Service: unknown target port")


def check_network_policy(by_kind):
    """Metrics are open to nobody but the monitoring, and every other port of the server is open."""
    server = by_kind["Deployment"]["spec"]["template"]
    policy = by_kind["NetworkPolicy"]["spec"]
    expect(policy["podSelector"]["matchLabels"].items() <= server["metadata"]["labels"].items(), "NetworkPolicy: selects no Pod of the Deployment")
    open_ports = {port["port"] for rule in policy["ingress"] if "from" not in rule for port in rule["ports"]}
    known = {port["name"] for port in server["spec"]["containers"][0]["ports"]}
    expect(open_ports == known - {"metrics"}, f"NetworkPolicy: open to everyone are {open_ports}")


def check_proxy(proxy, nginx):
    """The proxy has the capabilities that it needs to change its user, and limits every client."""
    expect(proxy["read_only"] and proxy["cap_drop"] == ["ALL"], "proxy: has privileges")
    expect(set(proxy["cap_add"]) <= {"CHOWN", "SETGID", "SETUID"}, f"proxy: has capabilities {proxy['cap_add']}")
    for directive in ("limit_req zone=", "limit_req_status 429", "limit_conn exports", "proxy_buffer_size"):
        expect(directive in nginx, f"nginx: no {directive}")
    retried = re.search(r"proxy_next_upstream ([^;]+);", nginx)[1].split()
    expect(set(retried) <= {"error", "timeout"}, f"nginx: one client can take a replica out by {retried}")


def check_compose(document, variables):
    services = document["services"]
    for name, service in services.items():
        expect(service["deploy"]["resources"]["limits"], f"{name}: has no limits")
        if service["image"] == "isnad":
            expect(service["read_only"] and service["cap_drop"] == ["ALL"], f"{name}: has privileges")
            expect("/tmp" in service["tmpfs"], f"{name}: has no folder for temporary files")
            # All services share one environment, that of `isnad serve`.
            check_variables(name, service["environment"], "serve", variables)
        for other, dependency in service.get("depends_on", {}).items():
            # The isnad image has a health check of its own.
            has_check = other in services and ("healthcheck" in services[other] or services[other]["image"] == "isnad")
            healthy = dependency["condition"] != "service_healthy" or has_check
            expect(other in services and healthy, f"{name}: waits for {other}, which has no health check")
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            exists = (DEPLOY / source).exists() if source.startswith(".") else source in document["volumes"]
            expect(exists, f"{name}: unknown volume {source}")
    nginx = (DEPLOY / "nginx.conf").read_text()
    check_proxy(services["proxy"], nginx)
    upstream = set(re.findall(r"server ([\w-]+):8080", nginx))
    fixed = {name for name, service in services.items() if "ipv4_address" in str(service["networks"])}
    expect(upstream == {"replica-1", "replica-2"} and upstream <= fixed, f"nginx: unexpected upstream {upstream}")


if __name__ == "__main__":
    main()
