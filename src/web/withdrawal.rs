//! Why a claim was withdrawn and what stands in its place, for the page of the error.

use crate::domain::release::Withdrawal;
use crate::http::state::AppState;
use crate::i18n::format_day;
use crate::web::card::TextLink;
use crate::web::context::PageContext;

/// A withdrawal as a page shows it.
pub struct WithdrawalView {
    /// In which release, and when.
    pub release: String,
    pub reason: String,
    pub note: Option<NoteView>,
    pub replaced_by: Vec<TextLink>,
}

/// A note with its language.
pub struct NoteView {
    pub language: String,
    pub text: String,
}

impl WithdrawalView {
    pub fn new(context: &PageContext, state: &AppState, withdrawal: &Withdrawal) -> Self {
        let Withdrawal { id: _, created: _, release, reason, note, replaced_by } = withdrawal;
        let locale = context.locale;
        let day = state.dataset.releases().iter().find(|known| known.number == *release).map(|known| known.date);
        let date = day.map(|day| format_day(locale, day)).unwrap_or_default();
        let values = [("release", u64::from(*release).into()), ("date", date.into())];
        let note = note.as_ref().map(|note| {
            let (language, text) = note.pick(locale.tag());
            NoteView { language: language.to_owned(), text: text.to_owned() }
        });
        let link = |id: &crate::domain::identifier::ClaimId| TextLink {
            text: id.to_string(),
            href: context.to(&format!("/claims/{id}")),
        };
        Self {
            release: locale.format("withdrawn-release", &values).into_owned(),
            reason: locale.term(*reason),
            note,
            replaced_by: replaced_by.iter().map(link).collect(),
        }
    }
}
