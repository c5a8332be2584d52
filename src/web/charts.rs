//! Pictures as numbers: where the bars of a timeline, the spans of a text and the names of a network stand. Templates draw
//! them as SVG. Time and text run from the reader's own side. Pure.

use crate::web::language::Language;

/// Width and height that bars are laid out in; the page stretches them.
pub const WIDTH: f64 = 1000.0;
/// The height.
pub const HEIGHT: f64 = 100.0;

/// A bar of a timeline.
#[derive(Debug, Clone)]
pub struct Bar {
    /// From the left.
    pub x: String,
    /// From the top.
    pub y: String,
    /// Width of the bar.
    pub width: String,
    /// Height of the bar.
    pub height: String,
    /// Left end of all that belongs to it.
    pub slot: String,
    /// Width of all that belongs to it.
    pub slot_width: String,
    /// Where it leads.
    pub href: String,
    /// What it stands for.
    pub label: String,
    /// Whether it lies in the days that are asked for.
    pub selected: bool,
}

/// What a bar is drawn from.
#[derive(Debug, Clone)]
pub struct Column {
    /// How much.
    pub count: u64,
    /// Where it leads.
    pub href: String,
    /// What it stands for.
    pub label: String,
    /// Whether it lies in the days that are asked for.
    pub selected: bool,
}

/// Lays out a timeline.
pub fn bars(language: Language, columns: Vec<Column>) -> Vec<Bar> {
    let most = columns.iter().map(|column| column.count).max().unwrap_or(0).max(1);
    let slot = WIDTH / size(columns.len().max(1));
    let gap = (slot * 0.16).min(8.0);
    let bar = |(at, column): (usize, Column)| {
        let left = mirrored(language, slot * size(at), slot);
        let full = HEIGHT * ratio(column.count, most);
        let height = if column.count == 0 { 0.0 } else { full.max(4.0) };
        Bar {
            x: short(left + gap / 2.0),
            y: short(HEIGHT - height),
            width: short(slot - gap),
            height: short(height),
            slot: short(left),
            slot_width: short(slot),
            href: column.href,
            label: column.label,
            selected: column.selected,
        }
    };
    columns.into_iter().enumerate().map(bar).collect()
}

/// A span of a text on a bar that stands for all of it.
#[derive(Debug, Clone)]
pub struct Span {
    /// From the left.
    pub x: String,
    /// Its width, wide enough to be seen.
    pub width: String,
}

/// Lays out a span of a text of so many characters. `direction` is the text's own.
pub fn span(direction: &str, start: u32, end: u32, length: u32) -> Span {
    let length = f64::from(length.max(1));
    let width = (f64::from(end.saturating_sub(start)) / length * WIDTH).clamp(3.0, WIDTH);
    let left = (f64::from(start) / length * WIDTH).min(WIDTH - width);
    let left = if direction == "rtl" { WIDTH - left - width } else { left };
    Span { x: short(left), width: short(width) }
}

/// A name of a network.
#[derive(Debug, Clone)]
pub struct Node {
    /// From the left.
    pub x: String,
    /// From the top.
    pub y: String,
    /// Where its name begins, from the top.
    pub text_y: String,
    /// Radius of its dot.
    pub radius: String,
    /// The name, shortened.
    pub name: String,
}

/// A line between two names.
#[derive(Debug, Clone)]
pub struct Edge {
    /// One end.
    pub from: (String, String),
    /// The other.
    pub to: (String, String),
    /// How thick.
    pub width: String,
    /// Whether it leads to the middle.
    pub central: bool,
}

/// A network around one name.
#[derive(Debug, Clone, Default)]
pub struct Network {
    /// Who stands in the middle.
    pub name: String,
    /// Where that name begins, from the top.
    pub below: String,
    /// Everyone around it.
    pub nodes: Vec<Node>,
    /// Who appears with whom.
    pub edges: Vec<Edge>,
    /// Where the middle stands.
    pub middle: (String, String),
}

/// Somebody around the middle of a network.
#[derive(Debug, Clone)]
pub struct Neighbour {
    /// The name.
    pub name: String,
    /// Claims in common with the middle.
    pub count: u64,
}

/// Width and height of a network.
pub const NETWORK: (f64, f64) = (640.0, 380.0);

/// Lays out neighbours on an ellipse around the one in the middle, and lines between those of `pairs` (by place, with a count).
pub fn network(name: &str, neighbours: Vec<Neighbour>, pairs: &[(usize, usize, u64)]) -> Network {
    let (middle_x, middle_y) = (NETWORK.0 / 2.0, NETWORK.1 / 2.0);
    let most = neighbours.iter().map(|neighbour| neighbour.count).max().unwrap_or(1).max(1);
    let all = size(neighbours.len().max(1));
    let place = |at: usize| {
        let angle = std::f64::consts::TAU * (size(at) + 0.5) / all - std::f64::consts::FRAC_PI_2;
        (middle_x + angle.cos() * NETWORK.0 * 0.35, middle_y + angle.sin() * NETWORK.1 * 0.38)
    };
    let point = |(x, y): (f64, f64)| (short(x), short(y));
    let thick = |count: u64| short(1.0 + 7.0 * ratio(count, most));
    let between = pairs.iter().map(|&(from, to, count)| Edge {
        from: point(place(from)),
        to: point(place(to)),
        width: short(0.5 + 3.0 * ratio(count, most)),
        central: false,
    });
    let spokes = neighbours.iter().enumerate().map(|(at, neighbour)| Edge {
        from: point((middle_x, middle_y)),
        to: point(place(at)),
        width: thick(neighbour.count),
        central: true,
    });
    let edges = between.chain(spokes).collect();
    let node = |(at, neighbour): (usize, Neighbour)| {
        let (x, y) = place(at);
        let radius = 6.0 + 8.0 * ratio(neighbour.count, most).sqrt();
        let below = y >= middle_y;
        Node {
            x: short(x),
            y: short(y),
            text_y: short(if below { y + radius + 18.0 } else { y - radius - 8.0 }),
            radius: short(radius),
            name: shortened(&neighbour.name, 22),
        }
    };
    Network {
        name: shortened(name, 24),
        below: short(middle_y + 36.0),
        nodes: neighbours.into_iter().enumerate().map(node).collect(),
        edges,
        middle: point((middle_x, middle_y)),
    }
}

/// At most so many characters, cut between words where that is possible.
pub fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let cut: String = text.chars().take(most).collect();
    let whole = cut.rsplit_once(' ').map_or(cut.as_str(), |(whole, _)| whole);
    format!("{whole}…")
}

fn mirrored(language: Language, left: f64, width: f64) -> f64 {
    if language == Language::Arabic { WIDTH - left - width } else { left }
}

#[allow(
    clippy::cast_precision_loss,
    reason = "counts of things on a picture are small, and a picture is no measurement"
)]
fn size(count: usize) -> f64 {
    count as f64
}

#[allow(clippy::cast_precision_loss, reason = "a picture is no measurement")]
fn ratio(count: u64, most: u64) -> f64 {
    count as f64 / most as f64
}

/// A length to a tenth.
fn short(length: f64) -> String {
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
    fn time_runs_from_the_readers_side() {
        let columns = || vec![column(1), column(4)];
        let english: Vec<String> = bars(Language::English, columns()).into_iter().map(|bar| bar.slot).collect();
        let arabic: Vec<String> = bars(Language::Arabic, columns()).into_iter().map(|bar| bar.slot).collect();
        assert_eq!(english, ["0", "500"]);
        assert_eq!(arabic, ["500", "0"]);
    }

    #[test]
    fn the_fullest_bar_fills_the_picture_and_an_empty_one_is_not_seen() {
        let drawn = bars(Language::English, vec![column(0), column(2), column(4)]);
        let heights: Vec<&str> = drawn.iter().map(|bar| bar.height.as_str()).collect();
        assert_eq!(heights, ["0", "50", "100"]);
    }

    #[test]
    fn a_span_stands_where_the_text_begins_and_stays_inside() {
        assert_eq!(span("ltr", 0, 100, 1000).x, "0");
        assert_eq!(span("rtl", 0, 100, 1000).x, "900");
        assert_eq!((span("ltr", 999, 1000, 1000).x, span("ltr", 999, 1000, 1000).width), ("997".into(), "3".into()));
    }

    #[test]
    fn a_long_name_is_cut_between_words() {
        assert_eq!(shortened("World Artificial Intelligence Conference", 26), "World Artificial…");
        assert_eq!(shortened("Nvidia", 26), "Nvidia");
    }
}
