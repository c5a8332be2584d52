"""Reads the network of actors with networkx."""

import io
import json

import networkx


def check_networks(get, address):
    """Both files have the nodes, edges and attributes of the JSON."""
    for edges in ["together", "asserts_about"]:
        query = f"edges={edges}&limit=500"
        network = json.loads(get(address, f"/v1/claims/network?{query}"))
        for name, read in [("graphml", networkx.read_graphml), ("gexf", networkx.read_gexf)]:
            graph = read(io.BytesIO(get(address, f"/v1/claims/network.{name}?{query}")))
            assert graph.is_directed() == (edges == "asserts_about"), name
            assert [node["id"] for node in network["nodes"]] == list(graph.nodes), name
            for node in network["nodes"]:
                read_node = graph.nodes[node["id"]]
                assert (read_node["count"], read_node["kind"]) == (node["count"], node["kind"]), name
                assert read_node["label"] == next(iter(node["name"].values())), name
                assert all(read_node[f"label_{tag}"] == text for tag, text in node["name"].items()), name
            assert graph.number_of_edges() == len(network["edges"]), name
            for edge in network["edges"]:
                read_edge = graph.edges[edge["source"], edge["target"]]
                assert read_edge["weight"] == edge["weight"], name
                assert (read_edge.get("earliest"), read_edge.get("latest")) == (edge.get("earliest"), edge.get("latest")), name
        print(f"networkx, {edges}: {len(network['nodes'])} actors, {len(network['edges'])} edges")
