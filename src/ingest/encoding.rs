//! Decodes the text of a file. Of one that is not UTF-8, it tells the likely encoding.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};

use crate::ingest::fault::{Fault, FaultCode};

/// Bytes at the beginning of a file that show whether it is UTF-16 or UTF-32.
const SAMPLE_BYTES: usize = 64;

/// In UTF-16, at least the spaces and line breaks of a text have a byte that is zero.
const UTF16_BYTES_PER_NUL: usize = 50;

/// Fewer bytes that are zero do not show UTF-16, however short a text is.
const MIN_UTF16_NULS: usize = 2;

/// Decodes UTF-8, or returns what is wrong.
pub fn decode(bytes: Vec<u8>) -> Result<String, Fault> {
    if let Some(fault) = wide_encoding_error(&bytes) {
        return Err(fault);
    }
    match bytes.split(|&byte| byte == 0).count() - 1 {
        0 => {}
        few if few < MIN_UTF16_NULS.max(bytes.len() / UTF16_BYTES_PER_NUL) => {
            return Err(Fault::new(FaultCode::Encoding, "contains NUL").accepts("text without NUL"));
        }
        _ => return Err(not_utf8("UTF-16")),
    }
    String::from_utf8(bytes).map_err(|error| describe_invalid(error.as_bytes()))
}

/// Returns what is wrong with a file that has two or four bytes for each character.
pub fn wide_encoding_error(start: &[u8]) -> Option<Fault> {
    wide_encoding(start).map(not_utf8)
}

fn wide_encoding(start: &[u8]) -> Option<&'static str> {
    let start = &start[..start.len().min(SAMPLE_BYTES)];
    match start {
        [0xFF, 0xFE, 0, 0, ..] | [0, 0, 0xFE, 0xFF, ..] => return Some("UTF-32"),
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => return Some("UTF-16"),
        _ => {}
    }
    let zeros = |remainder: usize, of: usize| {
        start.len() >= 4 && start.iter().skip(remainder).step_by(of).all(|&byte| byte == 0)
    };
    // JSON begins with ASCII, whose high bytes are zero.
    if zeros(1, 4) && zeros(2, 4) {
        Some("UTF-32")
    } else if zeros(0, 2) || zeros(1, 2) {
        Some("UTF-16")
    } else {
        None
    }
}

/// Says which bytes are not UTF-8, and of which encoding they seem to be.
pub fn describe_invalid(bytes: &[u8]) -> Fault {
    let valid = std::str::from_utf8(bytes).map_or_else(|error| error.valid_up_to(), str::len);
    let byte = bytes.get(valid).copied().unwrap_or_default();
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let encoding = detector.guess(None, Utf8Detection::Deny).name();
    let place = format!("byte 0x{byte:02X} after {valid} bytes");
    not_utf8(encoding).because(Some(place))
}

fn not_utf8(encoding: &str) -> Fault {
    Fault::new(FaultCode::Encoding, format!("is not UTF-8 but seems to be {encoding}"))
        .accepts(format!("UTF-8, as written by: iconv -f {encoding} -t UTF-8"))
}

#[cfg(test)]
mod tests {
    use super::decode;
    use rstest::rstest;

    fn utf16(text: &str, encode: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(encode).collect()
    }

    #[rstest]
    #[case::windows_1256(&b"\xE3\xD1\xCD\xC8\xC7 \xC8\xC7\xE1\xDA\xC7\xE1\xE3"[..], "windows-1256")]
    #[case::latin_1(b"caf\xE9 cr\xE8me \xE0 la carte", "windows-1252")]
    #[case::cut_utf8(b"abc \xD8", "is not UTF-8")]
    #[case::utf16_mark(b"\xFF\xFE{\0", "UTF-16")]
    #[case::utf32_mark(b"\xFF\xFE\0\0{\0\0\0", "UTF-32")]
    #[case::utf32(b"{\0\0\0\"\0\0\0", "UTF-32")]
    fn the_encoding_is_named(#[case] bytes: &[u8], #[case] expected: &str) {
        let message = decode(bytes.to_vec()).unwrap_err().to_string();
        assert!(message.contains(expected), "{message}");
    }

    #[rstest]
    #[case("a\0".to_owned())]
    #[case("a\0b".to_owned())]
    #[case("one NUL\0 in a short text".to_owned())]
    #[case(format!("two NULs\0 in a long text\0{}", " and more".repeat(20)))]
    fn a_few_nuls_are_not_utf16(#[case] text: String) {
        assert_eq!(decode(text.into_bytes()).unwrap_err().to_string(), "contains NUL; accepted: text without NUL");
    }

    #[test]
    fn utf16_without_a_mark_is_recognised() {
        for encode in [u16::to_le_bytes, u16::to_be_bytes] {
            for text in ["{\"id\": 1}", "نص من كلمات"] {
                assert!(decode(utf16(text, encode)).unwrap_err().to_string().contains("UTF-16"), "{text}");
            }
        }
        assert_eq!(decode("نص".into()).unwrap(), "نص");
        assert_eq!(decode(vec![]).unwrap(), "");
    }
}
