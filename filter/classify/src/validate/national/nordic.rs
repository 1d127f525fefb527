//! Nordic and Baltic countries.

use super::super::{Candidate, Span};
use super::check::{Code, Digits, date, digits, to_eleven, units};

/// Finnish personal identity code (DVV): birthday, sign of the century, three digits, check character modulo 31.
pub(crate) fn fi_hetu(c: &Candidate<'_>) -> Span {
    const MARKS: &[u8] = b"0123456789ABCDEFHJKLMNPRSTUVWXY";
    let text = c.bytes();
    let (day, sign, serial) = (Digits::of(text.get(..6)?)?, text.get(6)?, Digits::of(text.get(7..10)?)?);
    let century = match sign.to_ascii_uppercase() {
        b'+' => 1800,
        b'-' | b'U'..=b'Y' => 1900,
        b'A'..=b'F' => 2000,
        _ => return None,
    };
    let born = date(century + day.number(4, 2), day.number(2, 2), day.number(0, 2));
    let rest = usize::try_from((day.number(0, 6) * 1000 + serial.number(0, 3)) % 31).ok()?;
    let check = text.get(10)?.to_ascii_uppercase();
    c.whole(text.len() == 11 && born && serial.number(0, 3) > 1 && MARKS.get(rest) == Some(&check))
}

/// Finnish business id (PRH): seven digits, check digit modulo 11; as VAT number with FI in front.
pub(crate) fn fi_business(c: &Candidate<'_>) -> Span {
    let d = numeric(c, b"FI", 8)?;
    c.whole(d.check(&[7, 9, 10, 5, 8, 4, 2], 11, to_eleven))
}

/// The digits of a candidate, behind the country's letters or alone.
fn numeric(c: &Candidate<'_>, country: &[u8; 2], length: usize) -> Option<Digits> {
    match Code::read(c, length + 2) {
        Some(code) if code.text().starts_with(country) => code.digits(2, length),
        _ => digits(c, length),
    }
}

/// Swedish personal identity number (Folkbokföringslagen §18): birthday (day + 60 for coordination numbers), serial, Luhn.
pub(crate) fn se_person(c: &Candidate<'_>) -> Span {
    let (d, year, from) = match digits(c, 12) {
        Some(d) => (Digits::of(Code::of(c.bytes())?.text().get(2..)?)?, d.number(0, 4), 0),
        None => {
            let d = digits(c, 10)?;
            let year = d.number(0, 2);
            (d, year, 0)
        }
    };
    let day = d.number(from + 4, 2);
    let day = if day > 60 { day - 60 } else { day };
    let century = year < 100 || (1840..2100).contains(&year);
    c.whole(century && date(year, d.number(2, 2), day) && d.luhn(10))
}

/// Swedish organisation number (lag 1974:174): the third digit is at least 2, Luhn; as VAT number SE and 01 around it.
pub(crate) fn se_organisation(c: &Candidate<'_>) -> Span {
    let d = match Code::read(c, 14) {
        Some(code) if code.text().starts_with(b"SE") && code.text().ends_with(b"01") => code.digits(2, 10)?,
        _ => digits(c, 10)?,
    };
    c.whole(d.at(0) != 0 && d.at(2) > 1 && d.luhn(10))
}

/// Norwegian birth number (Skatteetaten): birthday (day + 40 for D numbers; month + 40 for help numbers), two check digits.
pub(crate) fn no_birth(c: &Candidate<'_>) -> Span {
    let d = digits(c, 11)?;
    let (day, month) = (d.number(0, 2) % 40, d.number(2, 2) % 40);
    let checks =
        d.balanced(&[3, 7, 6, 1, 8, 9, 4, 5, 2, 1], 11) && d.balanced(&[5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1], 11);
    c.whole(d.number(0, 2) < 72 && date(d.number(4, 2), month, day) && checks)
}

/// Norwegian organisation number (Brønnøysundregistrene): 8 or 9 first, modulo 11; for VAT with MVA.
pub(crate) fn no_organisation(c: &Candidate<'_>) -> Span {
    let d = match Code::read(c, 12) {
        Some(code) if code.text().ends_with(b"MVA") => code.digits(0, 9)?,
        _ => digits(c, 9)?,
    };
    c.whole(d.at(0) > 7 && d.check(&[3, 2, 7, 6, 5, 4, 3, 2], 11, to_eleven))
}

/// Danish CPR number (CPR-kontoret): birthday and four digits. The modulo 11 check is not kept since 2007.
pub(crate) fn dk_cpr(c: &Candidate<'_>) -> Span {
    let d = digits(c, 10)?;
    let day = d.number(0, 2);
    c.whole(date(d.number(4, 2), d.number(2, 2), if day > 60 { day - 60 } else { day }))
}

/// [`dk_cpr`] with the check that numbers from before 2007 keep.
pub(crate) fn dk_cpr_checked(c: &Candidate<'_>) -> Span {
    let d = digits(c, 10)?;
    dk_cpr(c).filter(|_| d.balanced(&[4, 3, 2, 7, 6, 5, 4, 3, 2, 1], 11))
}

/// Danish company number (CVR), modulo 11; as VAT number with DK in front.
pub(crate) fn dk_cvr(c: &Candidate<'_>) -> Span {
    let d = numeric(c, b"DK", 8)?;
    c.whole(d.at(0) != 0 && d.balanced(&[2, 7, 6, 5, 4, 3, 2, 1], 11))
}

/// Icelandic kennitala (Þjóðskrá): birthday (day + 40 for companies), two digits, check digit, century 8, 9 or 0.
pub(crate) fn is_kennitala(c: &Candidate<'_>) -> Span {
    let d = digits(c, 10)?;
    let day = d.number(0, 2);
    let real = date(d.number(4, 2), d.number(2, 2), if day > 40 { day - 40 } else { day });
    c.whole(real && matches!(d.at(9), 8 | 9 | 0) && d.balanced(&[3, 2, 7, 6, 5, 4, 3, 2, 1], 11))
}

/// Estonian and Lithuanian personal code (EVS 585; LST 1995): sex and century, birthday, serial, check digit with a second set of
/// weights.
pub(crate) fn ee_lt_person(c: &Candidate<'_>) -> Span {
    let d = digits(c, 11)?;
    let century = match d.at(0) {
        1 | 2 => 1800,
        3 | 4 => 1900,
        5 | 6 => 2000,
        7 | 8 => 2100,
        _ => return None,
    };
    let real = date(century + d.number(1, 2), d.number(3, 2), d.number(5, 2));
    let first = d.sum(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 1]) % 11;
    let check = if first < 10 { first } else { d.sum(&[3, 4, 5, 6, 7, 8, 9, 1, 2, 3]) % 11 % 10 };
    c.whole(real && check == d.at(10))
}

/// Latvian personal code (PMLP): birthday, century, serial, check digit; or a number from 32 on without a birthday.
pub(crate) fn lv_person(c: &Candidate<'_>) -> Span {
    let d = digits(c, 11)?;
    if d.number(0, 2) >= 32 {
        return c.whole(d.number(0, 2) < 40);
    }
    let check = (1101 - d.sum(&[1, 6, 3, 7, 9, 10, 5, 8, 4, 2])) % 11 % 10;
    c.whole(d.ddmmyy(0) && d.at(6) < 3 && check == d.at(10))
}

/// Estonian VAT number: EE and nine digits.
pub(crate) fn ee_vat(c: &Candidate<'_>) -> Span {
    let d = vat(c, b"EE", 9)?;
    c.whole(d.balanced(&[3, 7, 1, 3, 7, 1, 3, 7, 1], 10))
}

/// Latvian VAT number of a company: LV and eleven digits from 4 on.
pub(crate) fn lv_vat(c: &Candidate<'_>) -> Span {
    let d = vat(c, b"LV", 11)?;
    c.whole(d.at(0) > 3 && d.sum(&[9, 1, 4, 8, 3, 10, 2, 5, 7, 6, 1]) % 11 == 3)
}

/// Lithuanian VAT number: LT and nine digits (the eighth is 1) or twelve (the eleventh is 1).
pub(crate) fn lt_vat(c: &Candidate<'_>) -> Span {
    let (d, length) = match vat(c, b"LT", 9) {
        Some(d) => (d, 9),
        None => (vat(c, b"LT", 12)?, 12),
    };
    let sum = |first: u32| (0..length - 1).map(|i| d.at(i as usize) * ((i + first - 1) % 9 + 1)).sum::<u32>();
    let check = if sum(1) % 11 < 10 { sum(1) % 11 } else { units(sum(3) % 11) };
    c.whole(d.at(length as usize - 2) == 1 && check == d.at(length as usize - 1))
}

/// The digits behind a country's letters.
pub(crate) fn vat(c: &Candidate<'_>, country: &[u8; 2], length: usize) -> Option<Digits> {
    let code = Code::read(c, length + 2)?;
    code.text().starts_with(country).then(|| code.digits(2, length))?
}

#[cfg(test)]
mod tests {
    use super::super::check::tests::holds;
    use super::*;

    #[test]
    fn nordic() {
        holds(
            fi_hetu,
            &["131052-308T", "131052-308t", "131052B308T"],
            &["131052-308U", "131352-308T", "131052/308T", "131052-3080"],
        );
        holds(fi_business, &["2077474-0", "FI20774740"], &["2077474-1", "SE20774740"]);
        holds(se_person, &["880320-0016", "19880320-0016", "198803200016"], &["880320-0018", "881320-0016"]);
        holds(se_organisation, &["123456-7897", "SE123456789701"], &["123456-7891", "SE123456789702"]);
        holds(no_birth, &["15108695088", "151086 95088"], &["15108695077", "15138695088"]);
        holds(no_organisation, &["988 077 917", "988077917 MVA"], &["988 077 918"]);
        holds(dk_cpr, &["211062-5629"], &["321062-5629"]);
        holds(dk_cpr_checked, &["211062-5629"], &["211062-5628"]);
        holds(dk_cvr, &["DK 13585628", "13585628"], &["DK 13585627"]);
        holds(is_kennitala, &["450401-3150", "120174-3399"], &["120174-3389", "120174-3395"]);
    }

    #[test]
    fn baltic() {
        holds(ee_lt_person, &["36805280109", "38703181745"], &["36805280108", "36813280109", "06805280109"]);
        holds(lv_person, &["161175-19997", "32345612345"], &["161375-19997", "161175-19996"]);
        holds(ee_vat, &["EE100931558"], &["EE100594103"]);
        holds(lv_vat, &["LV40003521600"], &["LV40003521601"]);
        holds(lt_vat, &["LT119511515", "LT100001919017"], &["LT119511516", "LT100001919018"]);
    }
}
