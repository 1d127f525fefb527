//! Codes of banks, wallets, devices and vehicles.

use sha2::{Digest as _, Sha256};

use super::national::check::{Code, Digits, digits, rest_97, value};
use super::{Candidate, Span, Validator};

/// Validators by the name that descriptions use.
pub(super) const VALIDATORS: &[(&str, Validator)] = &[
    ("base58_address", base58_address),
    ("bech32_address", bech32_address),
    ("bic", bic),
    ("iban", iban),
    ("imei", imei),
    ("payment_card", payment_card),
    ("payment_card_any", payment_card_any),
    ("us_routing", us_routing),
    ("vin", vin),
];

/// Payment card: ISO/IEC 7812-1 issuer ranges of the large networks, 12 to 19 digits, Luhn.
pub(crate) fn payment_card(c: &Candidate<'_>) -> Span {
    let code = Code::of(c.bytes())?;
    let count = code.text().len();
    let d = Digits::of(code.text()).filter(|d| !d.alike())?;
    let (two, three, four) = (d.number(0, 2), d.number(0, 3), d.number(0, 4));
    let issuer = match count {
        13 | 16 | 19 if two / 10 == 4 => true,
        16 if (51..=55).contains(&two) || (2221..=2720).contains(&four) => true,
        15 if two == 34 || two == 37 => true,
        // UATP, the cards of airlines; old cards of JCB.
        15 if two / 10 == 1 || four == 2131 => true,
        16..=19 if four == 6011 || two == 65 || (644..=649).contains(&three) || two == 62 => true,
        14..=19 if two == 36 || two == 38 || two == 39 || (300..=305).contains(&three) => true,
        16..=19 if (3528..=3589).contains(&four) => true,
        12..=19 if two == 50 || (56..=58).contains(&two) || two == 63 || two == 67 => true,
        16 if (2200..=2204).contains(&four) => true,
        _ => false,
    };
    c.whole(issuer && d.luhn(count))
}

/// Payment card of any issuer: 12 to 19 digits, Luhn.
pub(crate) fn payment_card_any(c: &Candidate<'_>) -> Span {
    let code = Code::of(c.bytes())?;
    let d = Digits::of(code.text()).filter(|d| !d.alike())?;
    let count = code.text().len();
    c.whole((12..=19).contains(&count) && d.luhn(count))
}

/// Length of an IBAN by country (SWIFT IBAN registry).
#[rustfmt::skip]
const IBAN_LENGTHS: &[([u8; 2], usize)] = &[
    (*b"AD", 24), (*b"AE", 23), (*b"AL", 28), (*b"AT", 20), (*b"AZ", 28), (*b"BA", 20), (*b"BE", 16),
    (*b"BG", 22), (*b"BH", 22), (*b"BR", 29), (*b"BY", 28), (*b"CH", 21), (*b"CR", 22), (*b"CY", 28),
    (*b"CZ", 24), (*b"DE", 22), (*b"DK", 18), (*b"DO", 28), (*b"EE", 20), (*b"EG", 29), (*b"ES", 24),
    (*b"FI", 18), (*b"FO", 18), (*b"FR", 27), (*b"GB", 22), (*b"GE", 22), (*b"GI", 23), (*b"GL", 18),
    (*b"GR", 27), (*b"GT", 28), (*b"HR", 21), (*b"HU", 28), (*b"IE", 22), (*b"IL", 23), (*b"IQ", 23),
    (*b"IS", 26), (*b"IT", 27), (*b"JO", 30), (*b"KW", 30), (*b"KZ", 20), (*b"LB", 28), (*b"LC", 32),
    (*b"LI", 21), (*b"LT", 20), (*b"LU", 20), (*b"LV", 21), (*b"LY", 25), (*b"MC", 27), (*b"MD", 24),
    (*b"ME", 22), (*b"MK", 19), (*b"MR", 27), (*b"MT", 31), (*b"MU", 30), (*b"NL", 18), (*b"NO", 15),
    (*b"PK", 24), (*b"PL", 28), (*b"PS", 29), (*b"PT", 25), (*b"QA", 29), (*b"RO", 24), (*b"RS", 22),
    (*b"SA", 24), (*b"SC", 31), (*b"SD", 18), (*b"SE", 24), (*b"SI", 19), (*b"SK", 24), (*b"SM", 27),
    (*b"ST", 25), (*b"SV", 28), (*b"TL", 23), (*b"TN", 24), (*b"TR", 26), (*b"UA", 29), (*b"VA", 22),
    (*b"VG", 24), (*b"XK", 20),
];

fn iban_length(country: [u8; 2]) -> Option<usize> {
    IBAN_LENGTHS.iter().find(|(code, _)| *code == country).map(|(_, length)| *length)
}

/// IBAN that begins at the candidate: country length and mod 97 = 1 (ISO 13616-1), compact or in groups.
pub(crate) fn iban(c: &Candidate<'_>) -> Span {
    let (text, start) = (c.text, c.start);
    let country = text.get(start..)?.first_chunk::<2>()?.map(|b| b.to_ascii_uppercase());
    if start.checked_sub(1).and_then(|i| text.get(i)).is_some_and(u8::is_ascii_alphanumeric) {
        return None;
    }
    let length = iban_length(country)?;
    let (mut end, mut taken) = (start, 0);
    while taken < length {
        match text.get(end) {
            Some(b) if b.is_ascii_alphanumeric() => taken += 1,
            Some(b' ' | b'-') if taken > 3 && text.get(end + 1).is_some_and(u8::is_ascii_alphanumeric) => {}
            _ => return None,
        }
        end += 1;
    }
    if text.get(end).is_some_and(u8::is_ascii_alphanumeric) {
        return None;
    }
    let code = text.get(start..end)?;
    let characters = || code.iter().filter(|b| b.is_ascii_alphanumeric());
    let remainder = rest_97(characters().skip(4).chain(characters().take(4)));
    (remainder == 1).then_some((start, end))
}

/// US bank routing number (ABA, Routing Number Policy): ranges of the Federal Reserve districts, weights 3, 7, 1.
pub(crate) fn us_routing(c: &Candidate<'_>) -> Span {
    let d = digits(c, 9)?;
    let district = matches!(d.number(0, 2), 0..=12 | 21..=32 | 61..=72 | 80);
    c.whole(district && d.balanced(&[3, 7, 1, 3, 7, 1, 3, 7, 1], 10))
}

/// Countries and territories (ISO 3166-1 alpha-2) and XK, two letters each.
const COUNTRIES: &[u8] = b"ADAEAFAGAIALAMAOAQARASATAUAWAXAZBABBBDBEBFBGBHBIBJBLBMBNBOBQBRBSBTBWBYBZCACCCDCFCGCHCICKCLCMCNCOCRCUCVCWCXCYCZDEDJDKDMDODZECEEEGERESETFIFJFKFMFOFRGAGBGDGEGFGGGHGIGLGMGNGPGQGRGTGUGWGYHKHNHRHTHUIDIEILIMINIOIQIRISITJEJMJOJPKEKGKHKIKMKNKPKRKWKYKZLALBLCLILKLRLSLTLULVLYMAMCMDMEMFMGMHMKMLMMMNMOMPMQMRMSMTMUMVMWMXMYMZNANCNENFNGNINLNONPNRNUNZOMPAPEPFPGPHPKPLPMPNPRPSPTPWPYQARERORSRURWSASBSCSDSESGSHSISKSLSMSNSOSRSSSTSVSXSYSZTCTDTGTHTJTKTLTMTNTOTRTTTVTWTZUAUGUSUYUZVAVCVEVGVIVNVUWFWSYEYTZAZMZWXK";

/// Business identifier code (ISO 9362): four letters, country, two characters, perhaps three of a branch.
pub(crate) fn bic(c: &Candidate<'_>) -> Span {
    let code = Code::read(c, 8).or_else(|| Code::read(c, 11))?;
    let country = code.text().get(4..6)?;
    let known = COUNTRIES.chunks(2).any(|known| known == country);
    c.whole(known && code.text().get(..4)?.iter().all(u8::is_ascii_uppercase))
}

/// Base58Check address (Bitcoin wiki, "Base58Check encoding"; Bitcoin and the chains that took its format): 25 bytes, of which four
/// are of a double SHA-256 of the others.
pub(crate) fn base58_address(c: &Candidate<'_>) -> Span {
    const MARKS: &[u8] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    let text = c.text.get(c.start..c.end).filter(|text| (26..=35).contains(&text.len()))?;
    let mut bytes = [0u8; 25];
    for mark in text {
        let mut carry = MARKS.iter().position(|m| m == mark)?;
        for byte in bytes.iter_mut().rev() {
            carry += usize::from(*byte) * 58;
            *byte = u8::try_from(carry % 256).unwrap_or(0);
            carry /= 256;
        }
        if carry > 0 {
            return None;
        }
    }
    let (body, check) = bytes.split_at(21);
    let hash = Sha256::digest(Sha256::digest(body));
    c.whole(hash.get(..4) == Some(check))
}

/// Bech32 or Bech32m address (BIP 173, BIP 350): prefix, 1, data, six characters of a checksum; one case.
pub(crate) fn bech32_address(c: &Candidate<'_>) -> Span {
    const MARKS: &[u8] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    const STEPS: [u32; 5] = [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3];
    let text = c.text.get(c.start..c.end).filter(|text| (14..=120).contains(&text.len()))?;
    let one_case = !(text.iter().any(u8::is_ascii_uppercase) && text.iter().any(u8::is_ascii_lowercase));
    let split = text.iter().rposition(|b| *b == b'1')?;
    let (prefix, data) = (text.get(..split)?, text.get(split + 1..)?);
    let mut sum = 1u32;
    let mut feed = |value: u8| {
        let top = sum >> 25;
        sum = (sum & 0x1ff_ffff) << 5 ^ u32::from(value);
        for (i, add) in STEPS.iter().enumerate() {
            if top >> i & 1 == 1 {
                sum ^= add;
            }
        }
    };
    prefix.iter().for_each(|b| feed(b.to_ascii_lowercase() >> 5));
    feed(0);
    prefix.iter().for_each(|b| feed(b.to_ascii_lowercase() & 31));
    for byte in data {
        let place = MARKS.iter().position(|mark| *mark == byte.to_ascii_lowercase())?;
        feed(u8::try_from(place).unwrap_or(0));
    }
    c.whole(one_case && data.len() > 6 && matches!(sum, 1 | 0x2bc8_30a3))
}

/// Mobile device identity (3GPP TS 23.003): fifteen digits, Luhn; the reporting body is not 00.
pub(crate) fn imei(c: &Candidate<'_>) -> Span {
    let d = digits(c, 15)?;
    c.whole(d.number(0, 2) > 0 && d.luhn(15))
}

/// Vehicle identification number (ISO 3779; 49 CFR 565): seventeen characters without I, O and Q, the ninth checks.
pub(crate) fn vin(c: &Candidate<'_>) -> Span {
    const VALUES: &[u8; 26] = b"12345678012345070923456789";
    const WEIGHTS: [u32; 17] = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
    let code = Code::read(c, 17)?;
    let values = code.text().iter().map(|byte| match byte {
        b'I' | b'O' | b'Q' => None,
        b'0'..=b'9' => Some(value(*byte)),
        letter => VALUES.get(usize::from(letter.saturating_sub(b'A'))).map(|value| u32::from(value - b'0')),
    });
    let total = values.zip(WEIGHTS).try_fold(0, |total, (value, weight)| Some(total + value? * weight))?;
    let check = b"0123456789X".get((total % 11) as usize) == Some(&code.at(8));
    let letters = code.text().iter().filter(|b| b.is_ascii_uppercase()).count();
    c.whole(check && (2..=14).contains(&letters) && code.digits(14, 3).is_some())
}

#[cfg(test)]
mod tests {
    use super::super::national::check::tests::holds;
    use super::*;

    #[test]
    fn cards() {
        holds(
            payment_card,
            &[
                "4111111111111111",
                "4111 1111 1111 1111",
                "5555-5555-5555-4444",
                "378282246310005",
                "6011111111111117",
                "3530111333300000",
                "2223003122003222",
                "36227206271667",
            ],
            &[
                "4111111111111112",
                "0000000000000000",
                "1234567812345670",
                "411111111111111",
                "9999999999999995",
            ],
        );
    }

    #[test]
    fn ibans() {
        for (text, start, expected) in [
            ("DE89370400440532013000", 0, Some((0, 22))),
            ("IBAN GB29 NWBK 6016 1331 9268 19.", 5, Some((5, 32))),
            ("DE89370400440532013001", 0, None),
            ("XX89370400440532013000", 0, None),
            ("ADE89370400440532013000", 1, None),
            ("DE893704004405320130001", 0, None),
        ] {
            assert_eq!(
                iban(&Candidate { text: text.as_bytes(), start, end: text.len() }),
                expected,
                "{text}"
            );
        }
    }

    #[test]
    fn banks() {
        holds(us_routing, &["021000021", "0110-0001-5"], &["021000022", "421000021", "000000000"]);
        holds(bic, &["DEUTDEFF", "DEUTDEFF500", "nedszajj"], &["DEUTXXFF", "DEUTDEF", "1EUTDEFF"]);
    }

    #[test]
    fn wallets() {
        // The first block's address, and the examples of BIP 173 and BIP 350.
        holds(
            base58_address,
            &["1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"],
            &["1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb"],
        );
        holds(
            bech32_address,
            &[
                "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
                "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4",
                "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
            ],
            &["bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5", "bc1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4"],
        );
    }

    #[test]
    fn devices_and_vehicles() {
        holds(imei, &["490154203237518", "49-015420-323751-8"], &["490154203237517", "000154203237518"]);
        holds(vin, &["1M8GDM9AXKP042788", "1m8gdm9axkp042788"], &["1M8GDM9A0KP042788", "1M8GDM9AXKP04278O"]);
    }
}
