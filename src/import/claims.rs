//! Annotations become seed records of claims.

use std::collections::BTreeSet;

use crate::domain::claim::{MAX_QUOTE_CODE_POINTS, Origin, Review};
use crate::domain::claim_date::EdtfDate;
use crate::domain::identifier::MAX_LENGTH;
use crate::domain::language_map::{LanguageMap, is_language_tag};
use crate::domain::text::forbidden_in_quotes;
use crate::domain::vocabulary::{Certainty, ClaimKind, DateBasis, EvidencePart, Role, Speech, VocabularyTerm};
use crate::import::annotation::{Annotation, Fields, Part, Place, Refusal, Span};
use crate::import::articles::TargetArticle;
use crate::import::clean::clean;
use crate::import::exported::claim_of_export;
use crate::import::ids::{short_hash, slug};
use crate::import::locate::{Locator, Words};
use crate::import::long::{LongSpans, split};
use crate::import::names::{ActorBook, Named};
use crate::import::topics::TopicBook;
use crate::ingest::{RawAttributionLink, RawClaim, RawClaimActor, RawClaimDate, RawEvidence};

/// Why there is no claim.
pub enum NoClaim {
    Refused(Vec<Refusal>),
    /// It names actors that nobody has accepted yet.
    Waiting(Vec<String>),
}

impl From<Refusal> for NoClaim {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(vec![refusal])
    }
}

/// Makes the claims of a document.
pub struct ClaimMaker<'a> {
    pub article: &'a TargetArticle,
    pub locator: &'a Locator<'a>,
    pub actors: &'a mut ActorBook,
    pub topics: &'a mut TopicBook,
    pub long: LongSpans,
    /// The name of the format, for `origin`.
    pub source: &'a str,
    /// Name of the asserter where a claim has a cue and no source.
    pub without_source: Option<&'a str>,
    /// Identifiers that this import has given.
    pub used: &'a mut BTreeSet<String>,
    /// What happened to spans that were too long.
    pub notes: &'a mut Vec<String>,
}

impl ClaimMaker<'_> {
    pub fn make(&mut self, annotation: &Annotation) -> Result<RawClaim, NoClaim> {
        let located = self.locate(annotation)?;
        let evidence = evidence(&located);
        let statement = self.statement(annotation, &located)?;
        let id = self.id(annotation, &evidence, &statement)?;
        if let Some(exported) = &annotation.exported {
            let claim = claim_of_export(exported, id, statement, evidence, self.article, self.actors, self.topics);
            return claim.map_err(|problem| match problem {
                Ok(names) => NoClaim::Waiting(names),
                Err(reason) => Refusal::new(&annotation.place, reason).into(),
            });
        }
        let fields = &annotation.fields;
        let (asserted_by, attribution, mentioned) = self.attribute(annotation, &located)?;
        let kind = term::<ClaimKind>(fields, "kind", &annotation.place)?.unwrap_or(ClaimKind::Statement);
        let certainty = term::<Certainty>(fields, "certainty", &annotation.place)?.unwrap_or(Certainty::Asserted);
        Ok(RawClaim {
            id,
            statement,
            kind,
            certainty,
            speech: term::<Speech>(fields, "speech", &annotation.place)?,
            salience: salience(fields, &annotation.place)?,
            actors: self.involved(fields, &asserted_by, mentioned)?,
            asserted_by,
            attribution,
            topics: self.topics_of(fields),
            claim_date: date(fields, "claim_date", &annotation.place)?,
            asserted_date: date(fields, "asserted_date", &annotation.place)?,
            evidence,
            translation_note: None,
            relations: vec![],
            reviews: review(fields, &annotation.place)?.into_iter().collect(),
            origin: Some(self.origin(annotation)),
        })
    }

    /// Returns the words of each span; a claim of which one is refused is refused with the others.
    fn locate(&mut self, annotation: &Annotation) -> Result<Vec<(Part, Vec<Words>)>, NoClaim> {
        let (mut located, mut refused) = (vec![], vec![]);
        for (part, span) in &annotation.spans {
            let words = self.locator.words(span).and_then(|words| self.shorten(words, span));
            match words {
                Ok(words) => located.push((*part, words)),
                Err(reason) => refused.push(Refusal::new(&span.place, reason)),
            }
        }
        if refused.is_empty() {
            return Ok(located);
        }
        let fine = annotation.spans.iter().map(|(_, span)| &span.place);
        let fine = fine.filter(|place| refused.iter().all(|refusal| refusal.place != **place));
        let others: Vec<&str> =
            fine.map(|place| place.item.as_str()).filter(|item| *item != annotation.place.item).collect();
        if !others.is_empty() && annotation.exported.is_none() {
            let reason = format!("a span of the claim is refused, and with it {}", others.join(", "));
            refused.push(Refusal::new(&annotation.place, reason));
        }
        Err(NoClaim::Refused(refused))
    }

    /// Applies `--long`, and checks what every quote must be.
    fn shorten(&mut self, words: Vec<Words>, span: &Span) -> Result<Vec<Words>, String> {
        let mut short = vec![];
        for Words { quote, place } in words {
            if quote.contains(forbidden_in_quotes) {
                return Err("contains NUL or a noncharacter".to_owned());
            }
            let length = quote.chars().count();
            if length <= MAX_QUOTE_CODE_POINTS {
                short.push(Words { quote, place });
                continue;
            }
            let parts = split(&quote);
            let kept = match self.long {
                LongSpans::Split => parts.len(),
                LongSpans::Shorten => 1,
                LongSpans::Refuse => {
                    return Err(format!(
                        "has {length} code points; accepted: at most {MAX_QUOTE_CODE_POINTS}, or --long split"
                    ));
                }
            };
            let what = if self.long == LongSpans::Shorten {
                "shortened".to_owned()
            } else {
                format!("split into {kept} quotes")
            };
            self.notes.push(format!("{}: {length} code points, {what}", span.place));
            for &(from, to) in &parts[..kept] {
                let points = |byte: usize| u32::try_from(quote[..byte].chars().count()).unwrap_or(u32::MAX);
                let place = place.map(|(start, _)| (start + points(from), start + points(to)));
                short.push(Words { quote: quote[from..to].to_owned(), place });
            }
        }
        short.retain(|words| !words.quote.trim().is_empty());
        if short.is_empty() { Err("is blank".to_owned()) } else { Ok(short) }
    }

    /// The statement of the file, otherwise the words of the content.
    fn statement(&self, annotation: &Annotation, located: &[(Part, Vec<Words>)]) -> Result<LanguageMap, Refusal> {
        let fields = &annotation.fields;
        let mut texts: Vec<(&str, String)> = fields.below("statement").map(|(tag, text)| (tag, clean(text))).collect();
        if let Some(text) = fields.one("statement") {
            texts.push((&self.article.language, clean(text)));
        }
        if texts.is_empty() {
            let content = located.iter().filter(|(part, _)| *part == Part::Content).flat_map(|(_, words)| words);
            let words = content.map(|words| words.quote.as_str()).collect::<Vec<_>>().join(" ");
            texts.push((&self.article.language, clean(&words)));
        }
        if let Some((tag, _)) = texts.iter().find(|(tag, _)| !is_language_tag(tag)) {
            return Err(Refusal::new(
                &annotation.place,
                format!("\"{tag}\" is not a language tag; accepted: such as en or pt-BR"),
            ));
        }
        if texts.iter().any(|(_, text)| text.is_empty()) {
            return Err(Refusal::new(&annotation.place, "states nothing that can be read"));
        }
        texts.sort();
        texts.dedup_by(|a, b| a.0 == b.0);
        Ok(texts.into_iter().map(|(tag, text)| (tag.to_owned(), text)).collect())
    }

    /// The identifier in the file; without one, a hash of what the claim is made of.
    fn id(
        &mut self,
        annotation: &Annotation,
        evidence: &[RawEvidence],
        statement: &LanguageMap,
    ) -> Result<String, Refusal> {
        const MAX_READABLE: usize = 24;
        let article = &self.article.id;
        let wanted = match &annotation.id {
            Some(id) if annotation.exported.is_some() => id.clone(),
            Some(id) if id.starts_with(&format!("{article}-")) => slug(id),
            Some(id) if id.len() <= MAX_READABLE => format!("{article}-{}", slug(id)),
            Some(id) => format!("{article}-{}", short_hash(id)),
            None => format!("{article}-{}", short_hash(&format!("{evidence:?}{statement:?}{:?}", annotation.fields))),
        };
        if wanted.len() > MAX_LENGTH {
            return Err(Refusal::new(&annotation.place, format!("its identifier {wanted} is too long")));
        }
        if !self.used.insert(wanted.clone()) {
            return Err(Refusal::new(&annotation.place, format!("repeats {wanted}")));
        }
        Ok(wanted)
    }

    /// Returns the asserter, the chain of attribution, and the other sources.
    fn attribute(
        &mut self,
        annotation: &Annotation,
        located: &[(Part, Vec<Words>)],
    ) -> Result<(String, Vec<RawAttributionLink>, Vec<String>), NoClaim> {
        let fields = &annotation.fields;
        let of = |part: Part| located.iter().filter(move |(other, _)| *other == part).map(|(_, words)| words);
        let joined = |words: &Vec<Words>| words.iter().map(|words| words.quote.as_str()).collect::<Vec<_>>().join(" ");
        let mut names: Vec<String> = fields.all("asserted_by").iter().take(1).cloned().collect();
        if names.is_empty() {
            names = of(Part::Source).map(joined).collect();
        }
        let cues = of(Part::Cue).flatten().map(|words| words.quote.as_str());
        let cue = fields
            .one("cue")
            .or_else(|| cues.max_by_key(|cue| (cue.len(), std::cmp::Reverse(*cue))))
            .map(str::to_owned);
        if names.is_empty() && cue.is_some() {
            names.extend(self.without_source.map(str::to_owned));
        }
        let found: Vec<Named> =
            names.iter().filter_map(|name| self.actors.resolve(name, &self.article.language)).collect();
        let mut ids = accepted(found)?.into_iter();
        let Some(asserter) = ids.next().filter(|id| *id != self.article.voice) else {
            return Ok((self.article.voice.clone(), vec![], ids.collect()));
        };
        let cue = cue.filter(|cue| cue.chars().count() <= MAX_QUOTE_CODE_POINTS && !cue.contains(forbidden_in_quotes));
        let link = RawAttributionLink { actor: asserter.clone(), cue };
        Ok((asserter, vec![link], ids.collect()))
    }

    fn involved(
        &mut self,
        fields: &Fields,
        asserter: &str,
        sources: Vec<String>,
    ) -> Result<Vec<RawClaimActor>, NoClaim> {
        let mut found: Vec<RawClaimActor> = vec![];
        let mut add = |actor: String, role: Role| {
            if !found.iter().any(|known| known.actor == actor && known.role == role) {
                found.push(RawClaimActor { actor, role });
            }
        };
        for (field, role) in [("subject", Role::Subject), ("target", Role::Target), ("mentioned", Role::Mentioned)] {
            let named =
                fields.all(field).iter().filter_map(|name| self.actors.resolve(name, &self.article.language)).collect();
            accepted(named)?.into_iter().for_each(|actor| add(actor, role));
        }
        sources.into_iter().filter(|actor| actor != asserter).for_each(|actor| add(actor, Role::Mentioned));
        Ok(found)
    }

    fn topics_of(&mut self, fields: &Fields) -> Vec<String> {
        let mut ids: Vec<String> = vec![];
        for id in fields.all("topics").iter().filter_map(|label| self.topics.resolve(label, &self.article.language)) {
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        ids
    }

    fn origin(&self, annotation: &Annotation) -> Origin {
        let fields = &annotation.fields;
        let id = fields.one("origin.id").map(str::to_owned).or_else(|| annotation.id.clone());
        let id = id.map(|id| clean(&id)).filter(|id| !id.is_empty());
        Origin { source: self.source.to_owned(), id, url: fields.one("origin.url").map(str::to_owned) }
    }
}

/// Returns the actors, unless one waits to be accepted.
fn accepted(found: Vec<Named>) -> Result<Vec<String>, NoClaim> {
    let (mut ids, mut waiting) = (vec![], vec![]);
    for name in found {
        match name {
            Named::Actor(id) => ids.push(id),
            Named::Waiting(name) => waiting.push(name),
        }
    }
    if waiting.is_empty() { Ok(ids) } else { Err(NoClaim::Waiting(waiting)) }
}

/// The content comes first; each place is there once.
fn evidence(located: &[(Part, Vec<Words>)]) -> Vec<RawEvidence> {
    let mut found: Vec<RawEvidence> = vec![];
    for is_content in [true, false] {
        let part = if is_content { EvidencePart::Content } else { EvidencePart::Attribution };
        for Words { quote, place } in
            located.iter().filter(|(other, _)| (*other == Part::Content) == is_content).flat_map(|(_, words)| words)
        {
            let (start, end) = place.unzip();
            let span = RawEvidence { quote: quote.clone(), part, start, end };
            if !found.contains(&span) {
                found.push(span);
            }
        }
    }
    found
}

fn term<T: VocabularyTerm>(fields: &Fields, field: &str, place: &Place) -> Result<Option<T>, Refusal> {
    let Some(code) = fields.one(field) else { return Ok(None) };
    T::parse(code).map(Some).map_err(|unknown| {
        let accepted = unknown.accepted.join(", ");
        Refusal::new(
            place,
            format!("{field}: \"{code}\" is unknown; accepted: {accepted}, or [values.{field}] in the map"),
        )
    })
}

fn salience(fields: &Fields, place: &Place) -> Result<u8, Refusal> {
    match fields.one("salience") {
        Some("1") => Ok(1),
        None | Some("2") => Ok(2),
        Some("3") => Ok(3),
        Some(other) => Err(Refusal::new(place, format!("salience: \"{other}\" is not accepted; accepted: 1, 2 or 3"))),
    }
}

fn date(fields: &Fields, field: &str, place: &Place) -> Result<Option<RawClaimDate>, Refusal> {
    let Some(edtf) = fields.one(field) else { return Ok(None) };
    EdtfDate::parse(edtf).map_err(|error| Refusal::new(place, format!("{field}: \"{edtf}\" {error}")))?;
    // The file gives the date, not the words of the article that it rests on.
    Ok(Some(RawClaimDate { edtf: edtf.to_owned(), basis: DateBasis::Context, expression: None, note: None }))
}

fn review(fields: &Fields, place: &Place) -> Result<Option<Review>, Refusal> {
    let one = |name: &str| fields.one(&format!("review.{name}")).map(clean).filter(|text| !text.is_empty());
    let Some(publisher) = one("publisher") else {
        let is_none = fields.below("review").next().is_none();
        return if is_none { Ok(None) } else { Err(Refusal::new(place, "has a review without its publisher")) };
    };
    let date = one("date");
    if let Some(Err(error)) = date.as_deref().map(EdtfDate::parse) {
        return Err(Refusal::new(place, format!("review.date {error}")));
    }
    let language = one("language").filter(|tag| is_language_tag(tag));
    Ok(Some(Review { publisher, url: one("url"), rating: one("rating"), date, language }))
}
