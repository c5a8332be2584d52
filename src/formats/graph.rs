//! Graphs as GraphML and as GEXF 1.3.

use std::collections::BTreeSet;
use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::xml::xml_text;
use crate::domain::language_map::LanguageMap;

/// A graph of actors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Graph {
    pub directed: bool,
    pub nodes: Vec<GraphNode>,
    pub edges: Vec<GraphEdge>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GraphNode {
    pub id: String,
    pub name: LanguageMap,
    pub kind: &'static str,
    pub count: u64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GraphEdge {
    pub source: String,
    pub target: String,
    pub weight: u64,
    pub earliest: Option<String>,
    pub latest: Option<String>,
}

/// An attribute of a node or edge: its name and type.
type Attribute = (String, &'static str);

type Xml = Writer<Vec<u8>>;

impl Graph {
    /// The attributes of nodes: the label in the graph's first language, then one for each language.
    fn node_attributes(&self) -> Vec<Attribute> {
        let languages: BTreeSet<&str> =
            self.nodes.iter().flat_map(|node| node.name.texts()).map(|(tag, _)| tag).collect();
        let labels = languages.into_iter().map(|tag| (format!("label_{tag}"), "string"));
        let fixed = [("label", "string"), ("kind", "string"), ("count", "long")];
        fixed.into_iter().map(|(name, kind)| (name.to_owned(), kind)).chain(labels).collect()
    }

    fn edge_type(&self) -> &'static str {
        if self.directed { "directed" } else { "undirected" }
    }
}

impl GraphNode {
    fn label(&self) -> &str {
        self.name.texts().next().map_or(self.id.as_str(), |(_, text)| text)
    }

    /// The value of an attribute; `None` if the node lacks it.
    fn value(&self, attribute: &str) -> Option<String> {
        match attribute {
            "label" => Some(self.label().to_owned()),
            "kind" => Some(self.kind.to_owned()),
            "count" => Some(self.count.to_string()),
            label => {
                let tag = label.strip_prefix("label_")?;
                self.name.texts().find(|(known, _)| *known == tag).map(|(_, text)| text.to_owned())
            }
        }
    }
}

impl GraphEdge {
    fn value(&self, attribute: &str) -> Option<String> {
        match attribute {
            "weight" => Some(self.weight.to_string()),
            "earliest" => self.earliest.clone(),
            "latest" => self.latest.clone(),
            _ => None,
        }
    }
}

fn edge_attributes(with_weight: bool) -> Vec<Attribute> {
    let all = [("weight", "long"), ("earliest", "string"), ("latest", "string")];
    all.into_iter()
        .filter(|(name, _)| with_weight || *name != "weight")
        .map(|(name, kind)| (name.to_owned(), kind))
        .collect()
}

pub fn write_graphml(graph: &Graph) -> io::Result<Vec<u8>> {
    let (nodes, edges) = (graph.node_attributes(), edge_attributes(true));
    let mut xml = begin()?;
    let root = xml.create_element("graphml").with_attribute(("xmlns", "http://graphml.graphdrawing.org/xmlns"));
    root.write_inner_content(|xml| {
        for (owner, attributes) in [("node", &nodes), ("edge", &edges)] {
            for (name, kind) in attributes {
                let id = format!("{owner}_{name}");
                let key = [("id", id.as_str()), ("for", owner), ("attr.name", name), ("attr.type", kind)];
                xml.create_element("key").with_attributes(key).write_empty()?;
            }
        }
        let element = [("id", "network"), ("edgedefault", graph.edge_type())];
        xml.create_element("graph").with_attributes(element).write_inner_content(|xml| {
            for node in &graph.nodes {
                let element = xml.create_element("node").with_attribute(("id", node.id.as_str()));
                element.write_inner_content(|xml| write_data(xml, "node", &nodes, |name| node.value(name)))?;
            }
            for edge in &graph.edges {
                let ends = [("source", edge.source.as_str()), ("target", edge.target.as_str())];
                let element = xml.create_element("edge").with_attributes(ends);
                element.write_inner_content(|xml| write_data(xml, "edge", &edges, |name| edge.value(name)))?;
            }
            Ok(())
        })?;
        Ok(())
    })?;
    Ok(xml.into_inner())
}

fn write_data(
    xml: &mut Xml,
    owner: &str,
    attributes: &[Attribute],
    value: impl Fn(&str) -> Option<String>,
) -> io::Result<()> {
    for (name, _) in attributes {
        if let Some(value) = value(name) {
            let key = format!("{owner}_{name}");
            let element = xml.create_element("data").with_attribute(("key", key.as_str()));
            element.write_text_content(BytesText::new(&xml_text(&value)))?;
        }
    }
    Ok(())
}

pub fn write_gexf(graph: &Graph) -> io::Result<Vec<u8>> {
    // The format itself has the label of a node and the weight of an edge.
    let mut nodes = graph.node_attributes();
    nodes.retain(|(name, _)| name != "label");
    let edges = edge_attributes(false);
    let mut xml = begin()?;
    let root = [("xmlns", "http://gexf.net/1.3"), ("version", "1.3")];
    xml.create_element("gexf").with_attributes(root).write_inner_content(|xml| {
        let element = [("mode", "static"), ("defaultedgetype", graph.edge_type())];
        xml.create_element("graph").with_attributes(element).write_inner_content(|xml| {
            for (class, attributes) in [("node", &nodes), ("edge", &edges)] {
                let element = xml.create_element("attributes").with_attribute(("class", class));
                element.write_inner_content(|xml| {
                    for (name, kind) in attributes {
                        let attribute = [("id", name.as_str()), ("title", name), ("type", kind)];
                        xml.create_element("attribute").with_attributes(attribute).write_empty()?;
                    }
                    Ok(())
                })?;
            }
            xml.create_element("nodes").write_inner_content(|xml| {
                for node in &graph.nodes {
                    let label = xml_text(node.label()).into_owned();
                    let element = xml.create_element("node").with_attributes([("id", &*node.id), ("label", &*label)]);
                    element.write_inner_content(|xml| write_values(xml, &nodes, |name| node.value(name)))?;
                }
                Ok(())
            })?;
            xml.create_element("edges").write_inner_content(|xml| {
                for (number, edge) in graph.edges.iter().enumerate() {
                    let (number, weight) = (number.to_string(), edge.weight.to_string());
                    let attributes =
                        [("id", &*number), ("source", &*edge.source), ("target", &*edge.target), ("weight", &*weight)];
                    let element = xml.create_element("edge").with_attributes(attributes);
                    element.write_inner_content(|xml| write_values(xml, &edges, |name| edge.value(name)))?;
                }
                Ok(())
            })?;
            Ok(())
        })?;
        Ok(())
    })?;
    Ok(xml.into_inner())
}

fn write_values(xml: &mut Xml, attributes: &[Attribute], value: impl Fn(&str) -> Option<String>) -> io::Result<()> {
    xml.create_element("attvalues").write_inner_content(|xml| {
        for (name, _) in attributes {
            if let Some(value) = value(name) {
                let value = xml_text(&value).into_owned();
                let attributes = [("for", name.as_str()), ("value", value.as_str())];
                xml.create_element("attvalue").with_attributes(attributes).write_empty()?;
            }
        }
        Ok(())
    })?;
    Ok(())
}

fn begin() -> io::Result<Xml> {
    let mut xml = Writer::new_with_indent(Vec::new(), b' ', 1);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
    Ok(xml)
}
