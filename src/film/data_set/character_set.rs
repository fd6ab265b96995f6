//! The character sets of DICOM text (PS3.3 C.12.1.1.2), with the escape sequences that switch between them.
//!
//! DICOM's sets are those of ISO 2022; the tables behind them are named here by their labels on the web, for the browser
//! has them all.

use super::text_encoding;

/// The character set of a data set, as Specific Character Set (0008,0005) names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct CharacterSet {
    /// What bytes from 128 on are until an escape sequence says otherwise; none where the file has not said.
    initial: Option<&'static str>,
    /// A name was not understood.
    is_unknown: bool,
}

/// Where nothing is claimed, or the bytes before an escape sequence are ASCII.
const LATIN: &str = "windows-1252";

/// Sets without escape sequences: bytes of letters may look like one.
const WHOLE: [&str; 3] = ["utf-8", "gb18030", "gbk"];

/// What an escape sequence switches to.
#[derive(Debug, Clone, Copy)]
enum Switch {
    /// Bytes below 128 are ASCII again.
    Ascii,
    /// Pairs of bytes below 128 are Japanese: JIS X 0208, or JIS X 0212 for the rarer letters.
    Japanese { is_rare: bool },
    /// Bytes from 128 on are those of this set.
    Upper(&'static str),
}

/// Escape sequences behind the escape byte (PS3.3 tables C.12-3 and C.12-4).
const SWITCHES: [(&[u8], Switch); 19] = [
    (b"(B", Switch::Ascii),
    (b"(J", Switch::Ascii),
    (b"$B", Switch::Japanese { is_rare: false }),
    (b"$@", Switch::Japanese { is_rare: false }),
    (b"$(D", Switch::Japanese { is_rare: true }),
    (b")I", Switch::Upper("shift_jis")),
    (b"$)C", Switch::Upper("euc-kr")),
    (b"$)A", Switch::Upper("gbk")),
    (b"-A", Switch::Upper(LATIN)),
    (b"-B", Switch::Upper("iso-8859-2")),
    (b"-C", Switch::Upper("iso-8859-3")),
    (b"-D", Switch::Upper("iso-8859-4")),
    (b"-F", Switch::Upper("iso-8859-7")),
    (b"-G", Switch::Upper("iso-8859-6")),
    (b"-H", Switch::Upper("iso-8859-8")),
    (b"-L", Switch::Upper("iso-8859-5")),
    (b"-M", Switch::Upper("windows-1254")),
    (b"-T", Switch::Upper("windows-874")),
    (b"-b", Switch::Upper("iso-8859-15")),
];

/// The set of a defined term. Of the Japanese sets in pairs, and of ASCII, no byte from 128 on is a letter.
fn label_of(term: &str) -> Option<Option<&'static str>> {
    let number =
        ["ISO_IR ", "ISO 2022 IR ", "ISO-IR ", "ISO IR "].iter().find_map(|prefix| term.strip_prefix(prefix));
    Some(Some(match number.unwrap_or(term).trim() {
        "" | "6" | "87" | "159" => return Some(None),
        "100" => LATIN,
        "101" => "iso-8859-2",
        "109" => "iso-8859-3",
        "110" => "iso-8859-4",
        "126" => "iso-8859-7",
        "127" => "iso-8859-6",
        "138" => "iso-8859-8",
        "144" => "iso-8859-5",
        "148" => "windows-1254",
        "203" => "iso-8859-15",
        "166" => "windows-874",
        "13" => "shift_jis",
        "149" => "euc-kr",
        "58" | "GBK" | "GB2312" => "gbk",
        "GB18030" => "gb18030",
        "192" => "utf-8",
        _ => return None,
    }))
}

impl CharacterSet {
    /// The set that the values of Specific Character Set name: the first is the one that text begins in.
    pub(crate) fn from_terms(terms: &str) -> Self {
        let sets: Vec<_> = terms.split('\\').map(|term| label_of(term.trim_matches([' ', '\0']))).collect();
        // The others are switched to by escape sequences, which say themselves what follows.
        let initial = sets.first().copied().flatten().flatten();
        Self { initial, is_unknown: sets.contains(&None) }
    }

    /// Decodes text, and says whether the file's character set accounts for all of it.
    pub(crate) fn decode(self, bytes: &[u8]) -> (String, bool) {
        if bytes.iter().all(|&byte| byte < 128 && byte != ESCAPE) {
            return (bytes.iter().map(|&byte| char::from(byte)).collect(), true);
        }
        let (text, is_accounted) = match self.initial {
            Some(label) if WHOLE.contains(&label) => (text_encoding::decode(label, bytes), true),
            None if !bytes.contains(&ESCAPE) => (guess(bytes), false),
            initial => (switched(bytes, initial), true),
        };
        let is_certain = is_accounted && !self.is_unknown && !text.contains(char::REPLACEMENT_CHARACTER);
        (text, is_certain)
    }
}

const ESCAPE: u8 = 0x1b;

/// Text of a file that names no set for it: most of it is UTF-8 all the same, the rest Western European.
fn guess(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => text_encoding::decode(LATIN, bytes),
    }
}

/// Decodes piece by piece, from one escape sequence to the next.
fn switched(bytes: &[u8], initial: Option<&'static str>) -> String {
    let mut text = String::new();
    let (mut lower, mut upper) = (Switch::Ascii, initial.unwrap_or(LATIN));
    for (number, piece) in bytes.split(|&byte| byte == ESCAPE).enumerate() {
        let mut letters = piece;
        if number > 0 {
            let known = SWITCHES.iter().find(|(sequence, _)| piece.starts_with(sequence));
            let Some((sequence, switch)) = known else {
                text.push(char::REPLACEMENT_CHARACTER);
                text.push_str(&text_encoding::decode(upper, piece));
                continue;
            };
            letters = &piece[sequence.len()..];
            match *switch {
                Switch::Upper(label) => upper = label,
                switch => lower = switch,
            }
        }
        if let Switch::Japanese { is_rare } = lower {
            text.push_str(&text_encoding::decode("euc-jp", &as_euc_jp(letters, is_rare)));
            continue;
        }
        // A delimiter ends what an escape sequence began (C.12.1.1.2.2), unless text begins in no set of its own.
        let delimiter = |&byte: &u8| b"^=\\\r\n\t\x0c".contains(&byte);
        match (initial, letters.iter().position(delimiter)) {
            (Some(initial), Some(at)) => {
                text.push_str(&text_encoding::decode(upper, &letters[..at]));
                text.push_str(&text_encoding::decode(initial, &letters[at..]));
                upper = initial;
            }
            _ => text.push_str(&text_encoding::decode(upper, letters)),
        }
    }
    text
}

/// Pairs of seven-bit bytes as the same letters' bytes in EUC-JP.
fn as_euc_jp(letters: &[u8], is_rare: bool) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(letters.len() * 3 / 2);
    let mut rest = letters;
    while let Some((&first, behind)) = rest.split_first() {
        match behind.split_first() {
            Some((&second, behind)) if (0x21..0x7f).contains(&first) && (0x21..0x7f).contains(&second) => {
                bytes.extend(is_rare.then_some(0x8f));
                bytes.extend([first | 0x80, second | 0x80]);
                rest = behind;
            }
            _ => {
                bytes.push(first);
                rest = behind;
            }
        }
    }
    bytes
}
