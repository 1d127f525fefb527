//! France, Belgium, the Netherlands, Luxembourg, the United Kingdom, Ireland.

use super::super::{Candidate, Span};
use super::check::{Code, Digits, digits, to_eleven};
use super::nordic::vat;

/// NIR, the French social security number (INSEE): sex, year, month, place, order, key 97 − n mod 97; Corsica has 2A and 2B.
pub(crate) fn fr_nir(c: &Candidate<'_>) -> Span {
    let code = Code::read(c, 15)?;
    let mut text = [0u8; 15];
    text.copy_from_slice(code.text());
    let corsica: u64 = match text.get(5..7)? {
        b"2A" => 1_000_000,
        b"2B" => 2_000_000,
        _ => 0,
    };
    if corsica > 0 {
        *text.get_mut(6)? = b'0';
    }
    let d = Digits::of(&text)?;
    let number = d.number(0, 13) - corsica;
    let month = d.number(3, 2);
    let real = matches!(d.at(0), 1..=4 | 7 | 8)
        && ((1..=12).contains(&month) || (20..=42).contains(&month) || month >= 50);
    c.whole(real && 97 - number % 97 == d.number(13, 2))
}

/// SIREN (INSEE): nine digits, Luhn.
pub(crate) fn fr_siren(c: &Candidate<'_>) -> Span {
    c.whole(digits(c, 9)?.luhn(9))
}

/// SIRET (INSEE): SIREN and five digits of the site, Luhn over both; the sites of La Poste have a sum of digits divisible by five.
pub(crate) fn fr_siret(c: &Candidate<'_>) -> Span {
    let d = digits(c, 14)?;
    let post = d.number(0, 9) == 356_000_000 && d.balanced(&[1; 14], 5);
    c.whole(d.luhn(9) && (d.luhn(14) || post))
}

/// French VAT number: FR, key, SIREN; the key is (12 + 3 × SIREN mod 97) mod 97, or holds a letter.
pub(crate) fn fr_vat(c: &Candidate<'_>) -> Span {
    let code = Code::read(c, 13)?;
    let siren = code.digits(4, 9)?;
    let key = match code.digits(2, 2) {
        Some(key) => key.number(0, 2) == (12 + 3 * (siren.number(0, 9) % 97)) % 97,
        None => code.text().get(2..4)?.iter().all(|b| !b"IO".contains(b)),
    };
    c.whole(code.text().starts_with(b"FR") && siren.luhn(9) && key)
}

/// French tax number (SPI): thirteen digits from 0 to 3, the last three are the first ten modulo 511.
pub(crate) fn fr_tax(c: &Candidate<'_>) -> Span {
    let d = digits(c, 13)?;
    c.whole(d.at(0) < 4 && d.number(0, 10) % 511 == d.number(10, 3))
}

/// Belgian national register number (KB 3 April 1984): birthday, order, key 97 − n mod 97; from 2000 on with a 2 in front of n.
pub(crate) fn be_national(c: &Candidate<'_>) -> Span {
    let d = digits(c, 11)?;
    let n = d.number(0, 9);
    let key = d.number(9, 2);
    let month = d.number(2, 2) % 20;
    // Unknown birthdays have month or day 0; BIS numbers add 20 or 40 to the month.
    let real = d.number(2, 2) <= 52 && month <= 12 && d.number(4, 2) <= 31;
    c.whole(real && (97 - n % 97 == key || 97 - (2_000_000_000 + n) % 97 == key))
}

/// Belgian enterprise number (KBO): 0 or 1 first, the last two digits are 97 − n mod 97; as VAT number with BE in front.
pub(crate) fn be_enterprise(c: &Candidate<'_>) -> Span {
    let d = match vat(c, b"BE", 10) {
        Some(d) => d,
        None => digits(c, 10)?,
    };
    c.whole(d.at(0) < 2 && 97 - d.number(0, 8) % 97 == d.number(8, 2))
}

/// Dutch citizen service number (Wet algemene bepalingen burgerservicenummer): the eleven test.
pub(crate) fn nl_bsn(c: &Candidate<'_>) -> Span {
    c.whole(digits(c, 9)?.balanced(&[9, 8, 7, 6, 5, 4, 3, 2, 10], 11))
}

/// Dutch VAT number: NL, nine digits, B, two digits; the eleven test of the legal entity, or modulo 97 over the whole code.
pub(crate) fn nl_vat(c: &Candidate<'_>) -> Span {
    let code = Code::read(c, 14)?;
    let d = code.digits(2, 9)?;
    let whole_code = super::check::rest_97(code.text().iter()) == 1;
    let shape = code.text().starts_with(b"NL") && code.at(11) == b'B' && code.digits(12, 2)?.number(0, 2) > 0;
    c.whole(shape && (d.balanced(&[9, 8, 7, 6, 5, 4, 3, 2, 10], 11) || whole_code))
}

/// Luxembourg's national number (loi du 19 juin 2013): birthday, serial, Luhn digit and Verhoeff digit, each over the first eleven.
pub(crate) fn lu_national(c: &Candidate<'_>) -> Span {
    let d = digits(c, 13)?;
    let code = Code::read(c, 13)?;
    let mut other = [0u8; 12];
    other.get_mut(..11)?.copy_from_slice(code.text().get(..11)?);
    *other.get_mut(11)? = code.at(12);
    c.whole(d.yyyymmdd(0) && d.luhn(12) && Digits::of(&other)?.verhoeff())
}

/// Luxembourg's VAT number: LU and eight digits, the last two are the first six modulo 89.
pub(crate) fn lu_vat(c: &Candidate<'_>) -> Span {
    let d = vat(c, b"LU", 8)?;
    c.whole(d.number(0, 6) % 89 == d.number(6, 2))
}

/// NHS number (NHS Data Dictionary): modulo 11, weights 10 to 2.
pub(crate) fn gb_nhs(c: &Candidate<'_>) -> Span {
    c.whole(digits(c, 10)?.check(&[10, 9, 8, 7, 6, 5, 4, 3, 2], 11, to_eleven))
}

/// National insurance number (HMRC, NIM39110): prefixes that are never given out, suffix A to D.
pub(crate) fn gb_nino(c: &Candidate<'_>) -> Span {
    let code = Code::read(c, 9)?;
    let (first, second) = (code.at(0), code.at(1));
    let letters = first.is_ascii_uppercase() && second.is_ascii_uppercase();
    let allowed = !b"DFIQUV".contains(&first) && !b"DFIQUVO".contains(&second);
    let pair = [first, second];
    let used = ![*b"BG", *b"GB", *b"KN", *b"NK", *b"NT", *b"TN", *b"ZZ"].contains(&pair);
    c.whole(letters && allowed && used && code.digits(2, 6).is_some() && (b'A'..=b'D').contains(&code.at(8)))
}

/// Unique taxpayer reference (HMRC): the first digit checks the other nine, modulo 11.
pub(crate) fn gb_utr(c: &Candidate<'_>) -> Span {
    const CHECKS: [u32; 11] = [2, 1, 9, 8, 7, 6, 5, 4, 3, 2, 1];
    let d = digits(c, 10)?;
    let rest = d.sum(&[0, 6, 7, 8, 9, 10, 5, 4, 3, 2]) % 11;
    c.whole(CHECKS.get(rest as usize) == Some(&d.at(0)))
}

/// Driving licence (DVLA): five letters of the surname padded with 9, birthday with sex in the month, initials, two check characters.
pub(crate) fn gb_driver(c: &Candidate<'_>) -> Span {
    let code = Code::read(c, 16).or_else(|| Code::read(c, 18))?;
    let text = code.text();
    let name = text.get(..5)?;
    let letters = name.iter().take_while(|b| b.is_ascii_uppercase()).count();
    let padded = letters > 0 && name.iter().skip(letters).all(|b| *b == b'9');
    let birth = code.digits(5, 6)?;
    let month = birth.number(1, 2) % 50;
    let initials = text.get(11..13)?.iter().all(|b| b.is_ascii_uppercase() || *b == b'9');
    let real = (1..=12).contains(&month) && birth.number(1, 2) < 63 && (1..=31).contains(&birth.number(3, 2));
    let tail = text.get(14..16)?.iter().all(u8::is_ascii_uppercase);
    c.whole(padded && real && initials && tail)
}

/// UK VAT number (HMRC, VAT Notice 700): nine digits, modulo 97, from 2010 on with 42 or 55 left; GB or XI in front.
pub(crate) fn gb_vat(c: &Candidate<'_>) -> Span {
    let d = vat(c, b"GB", 9).or_else(|| vat(c, b"XI", 9)).or_else(|| digits(c, 9))?;
    let sum = u64::from(d.sum(&[8, 7, 6, 5, 4, 3, 2])) + d.number(7, 2);
    c.whole(matches!(sum % 97, 0 | 42 | 55))
}

/// Irish personal public service number (Social Welfare Consolidation Act 2005 §262): modulo 23; a second letter counts nine times.
pub(crate) fn ie_pps(c: &Candidate<'_>) -> Span {
    let code = Code::of(c.bytes())?;
    c.whole(matches!(code.text().len(), 8 | 9) && pps(code.text())?)
}

fn pps(text: &[u8]) -> Option<bool> {
    let d = Digits::of(text.get(..7)?)?;
    let extra = match text.get(8) {
        None | Some(b'W' | b'T' | b'X') => 0,
        Some(letter @ b'A'..=b'I') => u32::from(letter - b'A') + 1,
        Some(_) => return None,
    };
    let rest = (d.sum(&[8, 7, 6, 5, 4, 3, 2]) + 9 * extra) % 23;
    Some(b"WABCDEFGHIJKLMNOPQRSTUV".get(rest as usize) == text.get(7))
}

/// Irish VAT number: IE and a number in the form of the PPS number, or the old form with a letter at the second place.
pub(crate) fn ie_vat(c: &Candidate<'_>) -> Span {
    let code = Code::of(c.bytes())?;
    let number = code.text().strip_prefix(b"IE")?;
    let old = || {
        let mut new = *b"00000000";
        new.get_mut(1..6)?.copy_from_slice(number.get(2..7)?);
        *new.get_mut(6)? = *number.first()?;
        *new.get_mut(7)? = *number.get(7)?;
        (number.len() == 8 && number.get(1)?.is_ascii_uppercase()).then(|| pps(&new))?
    };
    c.whole(matches!(number.len(), 8 | 9) && pps(number).or_else(old)?)
}

#[cfg(test)]
mod tests {
    use super::super::check::tests::holds;
    use super::*;

    #[test]
    fn france() {
        holds(
            fr_nir,
            &["2 95 10 99 126 111 93", "295109912611193", "1 55 08 2A 004 012 36"],
            &["295109912611199", "995109912611193"],
        );
        holds(fr_siren, &["552 008 443"], &["552 008 442"]);
        holds(fr_siret, &["732 829 320 00074", "356 000 000 49837"], &["732 829 320 00075"]);
        holds(fr_vat, &["FR 40 303 265 045", "FR23334175221"], &["FR 84 323 140 391", "DE40303265045"]);
        holds(fr_tax, &["30 23 217 600 053"], &["30 23 217 600 054", "9023217600053"]);
    }

    #[test]
    fn benelux() {
        holds(be_national, &["85.07.30-033 28", "85073003328"], &["85.07.30-033 29", "85.77.30-033 28"]);
        holds(be_enterprise, &["BE 0403.019.261", "0403.019.261"], &["BE 0403.019.262"]);
        holds(nl_bsn, &["111222333", "1112.22.333"], &["111222334"]);
        holds(nl_vat, &["NL004495445B01"], &["NL004495446B01", "NL004495445C01"]);
        holds(lu_national, &["1893120105732"], &["1893120105733", "1893120105742", "1893130105732"]);
        holds(lu_vat, &["LU 150 274 42"], &["LU 150 274 43"]);
    }

    #[test]
    fn britain_and_ireland() {
        holds(gb_nhs, &["943-476-5870", "943 476 5919"], &["943 476 5871"]);
        holds(gb_nino, &["AB 12 34 56 C", "ab123456c"], &["BG123456C", "AO123456C", "AB123456E"]);
        holds(gb_utr, &["1955839661"], &["2955839661"]);
        holds(
            gb_driver,
            &["MORGA657054SM9IJ", "morga657054sm9ij"],
            &["MORGA677054SM9IJ", "99999657054SM9IJ"],
        );
        holds(gb_vat, &["GB 980 7806 84", "980780684"], &["GB 802311781"]);
        holds(ie_pps, &["6433435F", "6433435FT", "6433435FW"], &["6433435E", "6433435VH0"]);
        holds(ie_vat, &["IE 6433435F", "IE8D79739I"], &["IE 6433435E", "IE8D79739J"]);
    }
}
