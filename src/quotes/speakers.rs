//! Who is named as the speaker of a quotation: the name beside a reporting word in the sentence around it. A best effort.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use super::draft::Quotation;
use super::marks::closing_marks;
use crate::search::{FoldedText, normalize};

/// Words that report what somebody says, in English, Arabic, French, German and Spanish.
const REPORTING: &str = "said says say told tells added adds wrote writes stated states declared declares announced \
    announces argued argues claimed claims warned warns explained explains insisted insists replied replies asked noted \
    notes observed remarked tweeted posted testified recalled reported reports revealed reveals concluded predicted \
    قال قالت يقول تقول صرح صرحت أكد أكدت يؤكد تؤكد أضاف أضافت يضيف أعلن أعلنت كتب كتبت ذكر ذكرت كشف كشفت أوضح أوضحت أشار \
    أشارت حذر حذرت زعم زعمت رأى رأت يرى ترى اعتبر اعتبرت وقال وقالت وأضاف وأضافت وأكد وأكدت وأعلن وكتب وذكر وصرح وأوضح \
    dit disait déclare déclaré affirme affirmé ajoute ajouté explique expliqué écrit annonce annoncé estime estimé \
    souligne souligné précise précisé assure assuré indique indiqué raconte répond lance lâche \
    sagt sagte erklärt erklärte schrieb betonte dijo dice afirmó declaró añadió explicó aseguró";

/// Words that stand before the name: `according to`, and Arabic verbs.
const BEFORE_NAME: &str = "according selon d'après laut según وفقا بحسب حسب";

/// Words between a reporting word and the name.
const SKIPPED: &str = "to the a an von que le la les l' a que du de لـ ل عن من";

/// Words for somebody who is named elsewhere.
const PRONOUNS: &str = "he she it they we i you who il elle ils elles on er sie es ella هو هي هم";

/// Characters around a quotation in which the name is looked for.
const WINDOW: usize = 160;

/// The longest name, in words.
const MAX_NAME_WORDS: usize = 7;

/// Returns the named speaker of a quotation, as written: the longest words beside a reporting word that are a name by
/// `is_name`, otherwise those with capitals.
pub fn named_speaker(draft: &[char], quotation: &Quotation, is_name: &dyn Fn(&str) -> bool) -> Option<String> {
    let before = Clause::new(&before(draft, quotation.outer.start));
    let after = Clause::new(&after(draft, quotation.outer.end));
    let is_followed = draft[..quotation.end].ends_with(&[',']) || draft.get(quotation.outer.end) == Some(&',');
    let mut clauses = [(before, false), (after, true)];
    if is_followed {
        clauses.reverse();
    }
    clauses.iter().find_map(|(clause, follows)| clause.speaker(*follows, is_name))
}

/// The part of the sentence before a quotation. A colon leads on to the next paragraph.
fn before(draft: &[char], quotation: usize) -> String {
    let words = quotation - draft[..quotation].iter().rev().take_while(|c| c.is_whitespace()).count();
    let end = if draft[..words].ends_with(&[':']) { words } else { quotation };
    let from = end.saturating_sub(WINDOW);
    let begin = (from..end).rev().find(|&at| ends_sentence(draft, at)).map_or(from, |at| at + 1);
    draft[begin..end].iter().collect()
}

/// The part of the sentence after a quotation.
fn after(draft: &[char], end: usize) -> String {
    let to = draft.len().min(end + WINDOW);
    draft[end..(end..to).find(|&at| ends_sentence(draft, at)).unwrap_or(to)].iter().collect()
}

/// Whether a sentence ends here: with a mark, a quotation or a paragraph.
fn ends_sentence(draft: &[char], at: usize) -> bool {
    match draft[at] {
        '.' | '!' | '?' | '؟' | '۔' | '。' | ';' | '؛' => true,
        '\n' => draft[at + 1..].iter().take_while(|c| c.is_whitespace()).any(|&c| c == '\n'),
        '\'' => false,
        c => closing_marks(c).is_some(),
    }
}

struct Clause {
    text: Vec<char>,
    words: FoldedText,
}

impl Clause {
    fn new(text: &str) -> Self {
        Self { words: FoldedText::new(text), text: text.chars().collect() }
    }

    fn speaker(&self, follows: bool, is_name: &dyn Fn(&str) -> bool) -> Option<String> {
        static CUES: LazyLock<HashSet<String>> = LazyLock::new(|| folded(&[REPORTING, BEFORE_NAME].join(" ")));
        static FIRST: LazyLock<HashSet<String>> = LazyLock::new(|| folded(BEFORE_NAME));
        let mut cues = (0..self.words.len()).filter(|&at| CUES.contains(self.words.word(at)));
        // The one nearest to the quotation.
        let cue = if follows { cues.next() } else { cues.next_back() }?;
        let (left, right) = (self.part_before(cue), self.part_after(cue));
        let is_first = FIRST.contains(self.words.word(cue)) || self.words.word(cue).starts_with(is_arabic);
        let is_left_empty = left.clone().all(|at| self.is_skipped(at));
        let sides = if is_first || is_left_empty { [right, left] } else { [left, right] };
        sides.iter().find_map(|side| self.known_name(side.clone(), is_name)).or_else(|| self.capitals(sides[0].clone()))
    }

    /// The words before a reporting word that no comma separates from it.
    fn part_before(&self, cue: usize) -> Range<usize> {
        let from = (0..cue).rev().take_while(|&at| !self.is_separated(at)).last().unwrap_or(cue);
        from..cue
    }

    /// The words after a reporting word up to a comma.
    fn part_after(&self, cue: usize) -> Range<usize> {
        let from = (cue + 1..self.words.len()).find(|&at| !self.is_skipped(at)).unwrap_or(self.words.len());
        let to = (from..self.words.len()).find(|&at| self.is_separated(at)).map_or(self.words.len(), |at| at + 1);
        from..to
    }

    /// Whether a word is a small one such as `to`, not the beginning of a name such as `Le Monde`.
    fn is_skipped(&self, word: usize) -> bool {
        static SKIPPED_WORDS: LazyLock<HashSet<String>> = LazyLock::new(|| folded(SKIPPED));
        SKIPPED_WORDS.contains(self.words.word(word)) && !self.is_capital(word)
    }

    fn is_capital(&self, word: usize) -> bool {
        self.text[self.words.place(word).start as usize].is_uppercase()
    }

    /// Whether a comma or the like follows a word.
    fn is_separated(&self, word: usize) -> bool {
        let end = self.words.place(word).end as usize;
        let next =
            if word + 1 < self.words.len() { self.words.place(word + 1).start as usize } else { self.text.len() };
        self.text[end.min(next)..next].iter().any(|c| matches!(c, ',' | '،' | ':' | '(' | ')' | '—' | '–'))
    }

    fn known_name(&self, words: Range<usize>, is_name: &dyn Fn(&str) -> bool) -> Option<String> {
        let longest = words.len().min(MAX_NAME_WORDS);
        let spans = (1..=longest)
            .rev()
            .flat_map(|length| (words.start..=words.end - length).map(move |start| start..start + length));
        spans.map(|span| self.slice(span)).find(|name| is_name(name))
    }

    /// The first run of words with capitals.
    fn capitals(&self, words: Range<usize>) -> Option<String> {
        static PRONOUN_WORDS: LazyLock<HashSet<String>> = LazyLock::new(|| folded(PRONOUNS));
        let is_capital = |at: &usize| self.is_capital(*at) && !PRONOUN_WORDS.contains(self.words.word(*at));
        let start = words.clone().find(is_capital)?;
        let end = (start..words.end).take_while(is_capital).last()? + 1;
        Some(self.slice(start..end.min(start + MAX_NAME_WORDS)))
    }

    fn slice(&self, words: Range<usize>) -> String {
        let span = self.words.span(words);
        let words: String = self.text[span.start as usize..span.end as usize].iter().collect();
        words.trim_matches(|c: char| !c.is_alphanumeric()).to_owned()
    }
}

fn is_arabic(c: char) -> bool {
    matches!(c, '\u{621}'..='\u{64A}')
}

fn folded(words: &str) -> HashSet<String> {
    words.split_ascii_whitespace().map(normalize).collect()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::named_speaker;
    use crate::quotes::find_quotations;

    #[rstest]
    #[case("“We will win,” said John Smith on Tuesday.", Some("John Smith"))]
    #[case("“We will win,” President Donald Trump told reporters.", Some("Donald Trump"))]
    #[case("John Smith said: “we will win”. Mary Jones added: “no”.", Some("John Smith"))]
    #[case("According to the Financial Times, “we will win”.", Some("Financial Times"))]
    #[case("قال إيلون ماسك: «سنفوز غدا»", Some("إيلون ماسك"))]
    #[case("«سنفوز غدا»، كما قال إيلون ماسك", Some("إيلون ماسك"))]
    #[case("Emmanuel Macron a déclaré : « nous gagnerons »", Some("Emmanuel Macron"))]
    #[case("« Nous gagnerons », a déclaré Emmanuel Macron.", Some("Emmanuel Macron"))]
    #[case("Selon Le Monde, « nous gagnerons »", Some("Le Monde"))]
    #[case("John Smith said:\n\n“We will win.”", Some("John Smith"))]
    #[case("“We will win,”\nsaid John Smith.", Some("John Smith"))]
    #[case("John Smith said no\n\n“We will win.”", None)]
    #[case("“We will win,” he said.", None)]
    #[case("The sign reads “we will win”.", None)]
    fn the_speaker_stands_beside_a_reporting_word(#[case] draft: &str, #[case] expected: Option<&str>) {
        let names = ["Donald Trump", "Financial Times", "إيلون ماسك"];
        let chars: Vec<char> = draft.chars().collect();
        let quotation = &find_quotations(draft)[0];
        let found = named_speaker(&chars, quotation, &|name| names.contains(&name));
        assert_eq!(found.as_deref(), expected);
    }
}
