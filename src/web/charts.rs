//! Chart geometry: the bars of a timeline, the spans of a text and the nodes of a network, as numbers that templates write
//! as SVG. Timelines follow the direction of the interface, spans that of the text. Pure.

use crate::i18n::Locale;

/// The view box of bars and spans; the page stretches it.
const WIDTH: f64 = 1000.0;
const HEIGHT: f64 = 100.0;

#[derive(Debug, Clone)]
pub struct Bar {
    pub x: String,
    pub y: String,
    pub width: String,
    pub height: String,
    /// Left end of the bar's clickable area, which has the full height.
    pub slot: String,
    pub slot_width: String,
    pub href: String,
    pub label: String,
    /// Whether it overlaps the date filter.
    pub selected: bool,
}

#[derive(Debug, Clone)]
pub struct Column {
    pub count: u64,
    pub href: String,
    pub label: String,
    pub selected: bool,
}

pub fn bars(locale: Locale, columns: Vec<Column>) -> Vec<Bar> {
    let max = columns.iter().map(|column| column.count).max().unwrap_or(0);
    bars_up_to(locale, columns, max)
}

/// Bars of which one with `max` claims has the full height.
pub fn bars_up_to(locale: Locale, columns: Vec<Column>, max: u64) -> Vec<Bar> {
    let max = max.max(1);
    let slot = WIDTH / size(columns.len().max(1));
    let gap = (slot * 0.16).min(8.0);
    let bar = |(at, column): (usize, Column)| {
        let left = mirrored(locale, slot * size(at), slot);
        let full = HEIGHT * ratio(column.count, max);
        let height = if column.count == 0 { 0.0 } else { full.max(4.0) };
        Bar {
            x: format_length(left + gap / 2.0),
            y: format_length(HEIGHT - height),
            width: format_length(slot - gap),
            height: format_length(height),
            slot: format_length(left),
            slot_width: format_length(slot),
            href: column.href,
            label: column.label,
            selected: column.selected,
        }
    };
    columns.into_iter().enumerate().map(bar).collect()
}

/// Part of a text, on a bar as wide as the whole text.
#[derive(Debug, Clone)]
pub struct Span {
    pub x: String,
    pub width: String,
}

/// The span from `start` to `end` of a text of `length` characters, wide enough to be visible.
pub fn span(direction: &str, start: u32, end: u32, length: u32) -> Span {
    let length = f64::from(length.max(1));
    let width = (f64::from(end.saturating_sub(start)) / length * WIDTH).clamp(3.0, WIDTH);
    let left = (f64::from(start) / length * WIDTH).min(WIDTH - width);
    let left = if direction == "rtl" { WIDTH - left - width } else { left };
    Span { x: format_length(left), width: format_length(width) }
}

#[derive(Debug, Clone)]
pub struct Node {
    pub x: String,
    pub y: String,
    /// The baseline of the name.
    pub text_y: String,
    pub radius: String,
    pub name: String,
}

#[derive(Debug, Clone)]
pub struct Edge {
    pub from: (String, String),
    pub to: (String, String),
    pub width: String,
    /// Whether it ends at the centre.
    pub central: bool,
}

/// An actor at the centre, its neighbours, and edges between actors with claims in common.
#[derive(Debug, Clone, Default)]
pub struct Network {
    pub name: String,
    /// The baseline of the name.
    pub text_y: String,
    pub nodes: Vec<Node>,
    pub edges: Vec<Edge>,
    pub centre: (String, String),
}

#[derive(Debug, Clone)]
pub struct Neighbour {
    pub name: String,
    /// Claims in common with the centre.
    pub count: u64,
}

/// The view box of a network.
const NETWORK: (f64, f64) = (640.0, 380.0);

/// Lays out neighbours on an ellipse. `pairs` are edges between neighbours: two indices and the number of claims in common.
pub fn network(name: &str, neighbours: Vec<Neighbour>, pairs: &[(usize, usize, u64)]) -> Network {
    let (centre_x, centre_y) = (NETWORK.0 / 2.0, NETWORK.1 / 2.0);
    let max = neighbours.iter().map(|neighbour| neighbour.count).max().unwrap_or(1).max(1);
    let slots = size(neighbours.len().max(1));
    let position = |at: usize| {
        let angle = std::f64::consts::TAU * (size(at) + 0.5) / slots - std::f64::consts::FRAC_PI_2;
        (centre_x + angle.cos() * NETWORK.0 * 0.35, centre_y + angle.sin() * NETWORK.1 * 0.38)
    };
    let point = |(x, y): (f64, f64)| (format_length(x), format_length(y));
    let thickness = |count: u64| format_length(1.0 + 7.0 * ratio(count, max));
    let between = pairs.iter().map(|&(from, to, count)| Edge {
        from: point(position(from)),
        to: point(position(to)),
        width: format_length(0.5 + 3.0 * ratio(count, max)),
        central: false,
    });
    let spokes = neighbours.iter().enumerate().map(|(at, neighbour)| Edge {
        from: point((centre_x, centre_y)),
        to: point(position(at)),
        width: thickness(neighbour.count),
        central: true,
    });
    let edges = between.chain(spokes).collect();
    let node = |(at, neighbour): (usize, Neighbour)| {
        let (x, y) = position(at);
        let radius = 6.0 + 8.0 * ratio(neighbour.count, max).sqrt();
        let below = y >= centre_y;
        Node {
            x: format_length(x),
            y: format_length(y),
            text_y: format_length(if below { y + radius + 18.0 } else { y - radius - 8.0 }),
            radius: format_length(radius),
            name: truncate(&neighbour.name, 22),
        }
    };
    Network {
        name: truncate(name, 24),
        text_y: format_length(centre_y + 36.0),
        nodes: neighbours.into_iter().enumerate().map(node).collect(),
        edges,
        centre: point((centre_x, centre_y)),
    }
}

/// Shortens a text to `max` characters and an ellipsis, between words if possible.
fn truncate(text: &str, max: usize) -> String {
    if text.chars().count() <= max {
        return text.to_owned();
    }
    let cut: String = text.chars().take(max).collect();
    let whole = cut.rsplit_once(' ').map_or(cut.as_str(), |(whole, _)| whole);
    format!("{whole}…")
}

fn mirrored(locale: Locale, left: f64, width: f64) -> f64 {
    if locale.direction() == "rtl" { WIDTH - left - width } else { left }
}

#[allow(clippy::cast_precision_loss, reason = "charts have few elements")]
fn size(count: usize) -> f64 {
    count as f64
}

#[allow(clippy::cast_precision_loss, reason = "charts need no such precision")]
fn ratio(count: u64, max: u64) -> f64 {
    count as f64 / max as f64
}

/// A length rounded to a tenth.
fn format_length(length: f64) -> String {
    let text = format!("{length:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(count: u64) -> Column {
        Column { count, href: String::new(), label: String::new(), selected: false }
    }

    #[test]
    fn timelines_follow_the_direction_of_the_language() {
        let columns = || vec![column(1), column(4)];
        let english: Vec<String> = bars(Locale::English, columns()).into_iter().map(|bar| bar.slot).collect();
        let arabic: Vec<String> = bars(Locale::Arabic, columns()).into_iter().map(|bar| bar.slot).collect();
        assert_eq!(english, ["0", "500"]);
        assert_eq!(arabic, ["500", "0"]);
    }

    #[test]
    fn the_largest_bar_has_the_full_height_and_an_empty_one_has_none() {
        let drawn = bars(Locale::English, vec![column(0), column(2), column(4)]);
        let heights: Vec<&str> = drawn.iter().map(|bar| bar.height.as_str()).collect();
        assert_eq!(heights, ["0", "50", "100"]);
    }

    #[test]
    fn spans_start_where_the_text_starts_and_stay_inside() {
        assert_eq!(span("ltr", 0, 100, 1000).x, "0");
        assert_eq!(span("rtl", 0, 100, 1000).x, "900");
        assert_eq!((span("ltr", 999, 1000, 1000).x, span("ltr", 999, 1000, 1000).width), ("997".into(), "3".into()));
    }

    #[test]
    fn long_names_are_truncated_between_words() {
        assert_eq!(truncate("World Artificial Intelligence Conference", 26), "World Artificial…");
        assert_eq!(truncate("Nvidia", 26), "Nvidia");
    }
}
