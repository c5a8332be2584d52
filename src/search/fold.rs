//! The folding table: letters, digits and signs that people type as others, and characters that never matter.
//!
//! All of search folds with it, so that a word meets itself however it is typed.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::domain::text::is_default_ignorable;

/// Arabic letters, each followed by the letters of other keyboards and texts that stand for it.
const LOOK_ALIKES: [(char, &str); 11] = [
    ('ا', "أإآٱٲٳݳݴ"),
    ('ب', "ٮ"),
    ('ر', "ڕ"),
    ('ف', "ڡڢ"),
    ('ق', "ٯڧ"),
    ('ك', "کڪػؼ"),
    ('ل', "ڵ"),
    ('ن', "ں"),
    ('ه', "ةہھەۀۂۃۿ"),
    ('و', "ؤۄۅۆۇۈۉۊۋۏݸݹࢱ"),
    ('ي', "ئىیېۍێےۓۑؠؽؾؿݵݶݷݺݻࢨࢩࢬ"),
];

/// Arabic letters, each followed by letters that Arabic borrows or that other languages tell apart from it. Folded in Arabic
/// only.
const BORROWED: [(char, &str); 17] = [
    ('ب', "پٻڀݐݑݒݓݔݕݖࢠࢡࢶࢷࢾ"),
    ('ت', "ټٽٹٺٿࢸࢿࣀ"),
    ('ج', "چڃڄڇڿࢢࣁࣅࣆ"),
    ('ح', "ځڂڅݗݘݮݯݲݼࢊ"),
    ('د', "ڈډڊڋڌڍڎڏڐۮݙݚࢮ"),
    ('ر', "ڑڒړڔږڗڙۯݛݫݬݱࢪࢹ"),
    ('ز', "ژࢲ"),
    ('س', "ښڛڜݜݭݰݽݾ"),
    ('ش', "ۺ"),
    ('ص', "ڝڞࢯ"),
    ('ط', "ڟࢋࢌࢣ"),
    ('غ', "ڠݝݞݟۼࢳࣃ"),
    ('ف', "ڤڣڥڦݠݡࢤࢻ"),
    ('ك', "گګڬڭڮڰڱڲڳڴݢݣݤݿࢍࢰࢴࣂ"),
    ('ل', "ڶڷڸݪࢦࣇ"),
    ('م', "ݥݦࢧ"),
    ('ن', "ڹڻڼڽݧݨݩࢉࢽ"),
];

/// What people type for lower-case letters that do not decompose, each followed by these letters.
const PLAIN: [(&str, &str); 46] = [
    ("a", "ᴀᶏⱥɑɐɒꭤ"),
    ("aa", "ꜳ"),
    ("ae", "æ"),
    ("ao", "ꜵ"),
    ("au", "ꜷ"),
    ("av", "ꜹꜻ"),
    ("ay", "ꜽ"),
    ("b", "ƀƃɓʙᵬᶀꞗƅ"),
    ("c", "ƈȼɕᴄꞓꞔ"),
    ("d", "đðƌȡɖɗᴅᴆᵭᶁᶑꟈꝺ"),
    ("dz", "ʣʥ"),
    ("e", "ɇᴇᶒⱸꬴəǝɘɛɜɞ"),
    ("f", "ƒᵮᶂꜰꞙꝼ"),
    ("g", "ǥɠɡɢʛᶃꞡᵹɣ"),
    ("h", "ħɦʜⱨꞕɥ"),
    ("hv", "ƕ"),
    ("i", "ıɨɪɩᶖᵻ"),
    ("j", "ɉʝᴊȷɟʄ"),
    ("k", "ƙᴋᶄⱪꝁꝃꝅꞣĸ"),
    ("l", "łŀƚȴɫɬɭʟᴌᶅⱡꝉꞎꬷꬸꬹ"),
    ("ll", "ỻ"),
    ("m", "ɱᴍᵯᶆꬺɯ"),
    ("n", "ŋŉƞȵɲɳɴᵰᶇꞑꞥꬻ"),
    ("o", "øᴏⱺꝋꝍɔɵꞷ"),
    ("oe", "œɶ"),
    ("oi", "ƣ"),
    ("oo", "ꝏ"),
    ("ou", "ȣᴕ"),
    ("p", "ƥᴘᵱᵽᶈꝑꝓꝕ"),
    ("q", "ɋʠꝗꝙꞯ"),
    ("r", "ɍɼɽɾʀᵲᵳᶉꞧɹɻʁꞃ"),
    ("s", "ȿʂᵴᶊꜱꞩꟊʃƨꞅ"),
    ("ss", "ß"),
    ("t", "ŧƫƭȶʈᴛᵵⱦꞇ"),
    ("th", "þᵺꝥꝧ"),
    ("ts", "ʦʧ"),
    ("tz", "ꜩ"),
    ("u", "ʉᴜᶙꞹꭎꭒʊᵾ"),
    ("v", "ʋᴠᶌⱱⱴꝟỽʌ"),
    ("vy", "ꝡ"),
    ("w", "ᴡⱳƿ"),
    ("x", "ᶍꭖꭗꭘꭙ"),
    ("y", "ƴɏʏỿꭚʎȝ"),
    ("z", "ƶȥɀʐʑᴢᵶᶎⱬʒꝣ"),
    ("г", "ґ"),
    ("σ", "ς"),
];

/// Letters that people also write as two where they cannot type them, or as another one than in [`PLAIN`].
const SPELT_OUT: [(char, &str); 11] = [
    ('ä', "ae"),
    ('ö', "oe"),
    ('ü', "ue"),
    ('å', "aa"),
    ('ø', "oe"),
    ('đ', "dj"),
    ('ð', "dh"),
    ('þ', "t"),
    ('ə', "a"),
    ('ŋ', "ng"),
    ('ñ', "ny"),
];

/// The digit zero of each script; its other digits follow it. Compatibility forms, such as those of full width, decompose.
#[rustfmt::skip]
const ZEROS: [u32; 58] = [
    0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66, 0x0DE6, 0x0E50, 0x0ED0,
    0x0F20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90, 0x1B50, 0x1BB0, 0x1C40, 0x1C50, 0xA620, 0xA8D0,
    0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0, 0x104A0, 0x10D30, 0x11066, 0x110F0, 0x11136, 0x111D0, 0x112F0, 0x11450, 0x114D0,
    0x11650, 0x116C0, 0x11730, 0x118E0, 0x11950, 0x11C50, 0x11D50, 0x11DA0, 0x16A60, 0x16AC0, 0x16B50, 0x1E140, 0x1E2F0,
    0x1E950,
];

/// Separates the parts of a Persian word. Ignored in other languages.
pub const NON_JOINER: char = '\u{200C}';

/// Whether a character is invisible or only stretches a word: Unicode's ignorable characters, the tatweel, and Arabic vowel
/// marks in presentation form, whose decomposition contains a space.
pub fn is_ignorable(c: char) -> bool {
    is_default_ignorable(c)
        || matches!(
            c,
            // Tatweel.
            '\u{0640}' | '\u{0883}'..='\u{0885}'
            // Arabic marks in presentation form.
            | '\u{FBB2}'..='\u{FBC2}' | '\u{FC5E}'..='\u{FC63}' | '\u{FCF2}'..='\u{FCF4}' | '\u{FE70}'..='\u{FE72}' | '\u{FE74}'
            | '\u{FE76}'..='\u{FE7F}'
        )
}

/// Marks on Latin, Greek, Cyrillic, Hebrew and Arabic letters that readers leave out. Marks of other scripts are part of the
/// word, such as the vowels of Thai and the voicing of Kana.
pub fn is_omitted_mark(c: char) -> bool {
    matches!(
        c,
        '\u{0300}'..='\u{036F}' | '\u{0483}'..='\u{0489}' | '\u{0591}'..='\u{05BD}' | '\u{05BF}' | '\u{05C1}' | '\u{05C2}'
        | '\u{05C4}' | '\u{05C5}' | '\u{05C7}' | '\u{0610}'..='\u{061A}' | '\u{064B}'..='\u{065F}' | '\u{0670}'
        | '\u{06D6}'..='\u{06ED}' | '\u{0898}'..='\u{089F}' | '\u{08CA}'..='\u{08E1}' | '\u{08E3}'..='\u{08FF}'
        | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}' | '\u{20D0}'..='\u{20FF}' | '\u{FE20}'..='\u{FE2F}'
    )
}

/// Whether a character is an apostrophe, or one of the letters and signs that transliterations use as one.
pub fn is_apostrophe(c: char) -> bool {
    matches!(
        c,
        '\'' | '`' | '´' | '\u{2018}' | '\u{2019}' | '\u{201B}' | '\u{2032}' | '\u{02B9}'
            ..='\u{02BF}' | '\u{02C8}' | '\u{02CA}' | '\u{02CB}' | '\u{05F3}' | '\u{05F4}' | '\u{FF07}' | '\u{A78C}'
    )
}

/// Whether a character joins the parts of a compound: a hyphen or the like.
pub fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2013}' | '\u{2043}' | '\u{2212}' | '\u{FE63}' | '\u{FF0D}' | '\u{05BE}')
}

/// Folds a letter or digit of any script that people type as another one.
pub fn fold_letter(c: char) -> char {
    static BASES: LazyLock<HashMap<char, char>> = LazyLock::new(|| by_letter(&LOOK_ALIKES));
    match c {
        ..'\u{0620}' => c,
        'ࡰ'..='ࢂ' => 'ا',
        'ٴ' => 'ء',
        _ => BASES.get(&c).copied().or_else(|| digit(c)).unwrap_or(c),
    }
}

/// Folds a letter that Arabic borrows, or does not have.
pub fn fold_borrowed(c: char) -> char {
    static BASES: LazyLock<HashMap<char, char>> = LazyLock::new(|| by_letter(&BORROWED));
    if c < '\u{0679}' { c } else { BASES.get(&c).copied().unwrap_or(c) }
}

/// What people type for a lower-case letter that does not decompose.
pub fn plain_letters(c: char) -> Option<&'static str> {
    static LETTERS: LazyLock<HashMap<char, &str>> = LazyLock::new(|| by_letter(&PLAIN));
    if c.is_ascii() { None } else { LETTERS.get(&c).copied() }
}

/// A composed lower-case word with its letters spelt out, if there are any.
pub fn spell_out(word: &str) -> Option<String> {
    let spelt_out = |c: char| SPELT_OUT.iter().find(|(letter, _)| *letter == c).map(|(_, letters)| *letters);
    if word.is_ascii() || !word.chars().any(|c| spelt_out(c).is_some()) {
        return None;
    }
    let mut spelt = String::with_capacity(word.len() + 2);
    for c in word.chars() {
        match spelt_out(c) {
            Some(letters) => spelt.push_str(letters),
            None => spelt.push(c),
        }
    }
    Some(spelt)
}

fn by_letter<T: Copy>(table: &[(T, &str)]) -> HashMap<char, T> {
    table.iter().flat_map(|(base, letters)| letters.chars().map(|letter| (letter, *base))).collect()
}

fn digit(c: char) -> Option<char> {
    let after = ZEROS.partition_point(|&zero| zero <= u32::from(c));
    let zero = *ZEROS.get(after.checked_sub(1)?)?;
    char::from_digit(u32::from(c) - zero, 10)
}
