//! Central and eastern Europe.

use super::super::{Candidate, Span};
use super::check::{Code, Digits, date, digits, sum, to_eleven_or_zero, to_eleven_units, to_ten, units};
use super::nordic::vat;

/// Polish PESEL (Ustawa o ewidencji ludności): birthday with the century in the month, serial, check digit.
pub(crate) fn pl_pesel(c: &Candidate<'_>) -> Span {
    // 11111111116 is well-formed, so only the check decides about digits alike.
    let d = digits(c, 11)?;
    let month = d.number(2, 2);
    let real = month < 93 && date(d.number(0, 2) + century(month / 20), month % 20, d.number(4, 2));
    c.whole(real && d.balanced(&[1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1], 10))
}

/// First year of the century that is written as twenties of the month.
fn century(twenties: u64) -> u64 {
    if twenties == 4 { 1800 } else { 1900 + twenties * 100 }
}

/// Polish tax number (NIP): ten digits modulo 11; with PL as VAT number.
pub(crate) fn pl_nip(c: &Candidate<'_>) -> Span {
    let d = vat(c, b"PL", 10).or_else(|| digits(c, 10))?;
    c.whole(d.at(0) != 0 && d.check(&[6, 5, 7, 2, 3, 4, 5, 6, 7], 11, |rest| rest))
}

/// Polish business number (REGON, GUS): nine digits, or fourteen with a second check digit.
pub(crate) fn pl_regon(c: &Candidate<'_>) -> Span {
    let d = digits(c, 14).or_else(|| digits(c, 9))?;
    let long = digits(c, 14).is_none() || d.check(&[2, 4, 8, 5, 0, 9, 7, 3, 6, 1, 2, 4, 8], 11, units);
    c.whole(long && d.check(&[8, 9, 2, 3, 4, 5, 6, 7], 11, units))
}

/// Polish identity card: three letters, check digit, five digits.
pub(crate) fn pl_card(c: &Candidate<'_>) -> Span {
    document(c, 3, &[7, 3, 1, 9, 7, 3, 1, 7, 3])
}

/// Polish passport: two letters, check digit, six digits.
pub(crate) fn pl_passport(c: &Candidate<'_>) -> Span {
    document(c, 2, &[7, 3, 9, 1, 7, 3, 1, 7, 3])
}

fn document(c: &Candidate<'_>, letters: usize, weights: &[u32; 9]) -> Span {
    let code = Code::read(c, 9)?;
    let front = code.text().get(..letters)?.iter().all(u8::is_ascii_uppercase);
    let back = code.digits(letters, 9 - letters).is_some();
    c.whole(front && back && sum(code.text(), weights).is_multiple_of(10))
}

/// Czech and Slovak birth number (zákon 133/2000 Sb.): birthday (month + 50 for women, + 20 where a day ran out), serial; ten digits
/// are divisible by eleven.
pub(crate) fn cz_birth(c: &Candidate<'_>) -> Span {
    let d = digits(c, 10)?;
    let year = d.number(0, 2) + if d.number(0, 2) < 54 { 2000 } else { 1900 };
    let month = match d.number(2, 2) % 50 {
        month if month > 20 && year > 2003 => month - 20,
        month => month,
    };
    // Some numbers of before 1985 have a remainder of ten and the check digit 0.
    let checked = d.number(0, 10) % 11 == 0 || (year < 1986 && d.number(0, 9) % 11 == 10 && d.at(9) == 0);
    c.whole(checked && date(year, month, d.number(4, 2)))
}

/// Czech company number (IČO): eight digits modulo 11; with CZ as tax number (DIČ), which a person has with the birth number.
pub(crate) fn cz_company(c: &Candidate<'_>) -> Span {
    if let Some(d) = vat(c, b"CZ", 8).or_else(|| digits(c, 8)) {
        return c.whole(d.at(0) != 9 && d.check(&[8, 7, 6, 5, 4, 3, 2], 11, to_eleven_units));
    }
    let person = Candidate { text: c.text, start: c.start + 2, end: c.end };
    vat(c, b"CZ", 10).and_then(|_| cz_birth(&person)).and_then(|_| c.whole(true))
}

/// Slovak VAT number: SK and ten digits that are divisible by eleven.
pub(crate) fn sk_vat(c: &Candidate<'_>) -> Span {
    let d = vat(c, b"SK", 10).or_else(|| digits(c, 10))?;
    c.whole(d.at(0) != 0 && matches!(d.at(2), 2..=4 | 7..=9) && d.number(0, 10) % 11 == 0)
}

/// Hungarian tax identification (1996. évi XX. törvény): 8 first, weights 1 to 9 modulo 11.
pub(crate) fn hu_tax(c: &Candidate<'_>) -> Span {
    let d = digits(c, 10)?;
    c.whole(d.at(0) == 8 && d.check(&[1, 2, 3, 4, 5, 6, 7, 8, 9], 11, |rest| rest))
}

/// Hungarian social security number (TAJ): weights 3 and 7.
pub(crate) fn hu_social(c: &Candidate<'_>) -> Span {
    c.whole(digits(c, 9)?.check(&[3, 7, 3, 7, 3, 7, 3, 7], 10, units))
}

/// Hungarian personal number (személyi szám): sex and century, birthday, serial, check digit modulo 11.
pub(crate) fn hu_personal(c: &Candidate<'_>) -> Span {
    let d = digits(c, 11)?;
    let rising = d.check(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 11, |rest| rest);
    let falling = d.check(&[10, 9, 8, 7, 6, 5, 4, 3, 2, 1], 11, |rest| rest);
    c.whole(d.at(0) != 0 && d.yymmdd(1) && (rising || falling))
}

/// Hungarian tax number of a company (adószám): seven digits and a check digit; then kind and county; with HU as VAT number.
pub(crate) fn hu_company(c: &Candidate<'_>) -> Span {
    let d = vat(c, b"HU", 8).or_else(|| digits(c, 11))?;
    c.whole(d.check(&[9, 7, 3, 1, 9, 7, 3], 10, to_ten))
}

/// Romanian CNP (OUG 97/2005): sex and century, birthday, county, serial, check digit modulo 11.
pub(crate) fn ro_cnp(c: &Candidate<'_>) -> Span {
    let d = digits(c, 13)?;
    let county = d.number(7, 2);
    let known = (1..=48).contains(&county) || matches!(county, 51 | 52 | 70 | 80..=83);
    let check = d.check(&[2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9], 11, |rest| if rest == 10 { 1 } else { rest });
    c.whole(d.at(0) != 0 && d.yymmdd(1) && known && check)
}

/// Romanian tax number (CUI): two to ten digits, with RO as VAT number. Short ones need RO.
pub(crate) fn ro_company(c: &Candidate<'_>) -> Span {
    let code = Code::of(c.bytes())?;
    let text = code.text();
    let number = text.strip_prefix(b"RO").unwrap_or(text);
    let d = Digits::of(number)?;
    let offset = 10usize.checked_sub(number.len()).filter(|_| number.len() > 5)?;
    let weights = [7, 5, 3, 2, 1, 7, 5, 3, 2];
    let total = d.sum(weights.get(offset..)?);
    c.whole(d.at(0) != 0 && total * 10 % 11 % 10 == d.at(number.len() - 1))
}

/// Bulgarian EGN (GRAO): birthday with the century in the month, serial, check digit modulo 11.
pub(crate) fn bg_egn(c: &Candidate<'_>) -> Span {
    let d = digits(c, 10)?;
    let (year, month) = match d.number(2, 2) {
        month @ 21..=32 => (1800, month - 20),
        month @ 41..=52 => (2000, month - 40),
        month => (1900, month),
    };
    let real = date(year + d.number(0, 2), month, d.number(4, 2));
    c.whole(real && d.check(&[2, 4, 8, 5, 10, 9, 7, 3, 6], 11, units))
}

/// Bulgarian number of foreigners (LNCh): ten digits modulo 10.
pub(crate) fn bg_foreigner(c: &Candidate<'_>) -> Span {
    c.whole(digits(c, 10)?.check(&[21, 19, 17, 13, 11, 9, 7, 3, 1], 10, units))
}

/// Bulgarian company number (EIK): nine digits modulo 11 with a second set of weights; with BG as VAT number.
pub(crate) fn bg_company(c: &Candidate<'_>) -> Span {
    let d = vat(c, b"BG", 9).or_else(|| digits(c, 9))?;
    let first = d.sum(&[1, 2, 3, 4, 5, 6, 7, 8]) % 11;
    let check = if first < 10 { first } else { d.sum(&[3, 4, 5, 6, 7, 8, 9, 10]) % 11 % 10 };
    c.whole(check == d.at(8))
}

/// Croatian OIB (Zakon o osobnom identifikacijskom broju): ISO 7064 MOD 11,10; with HR as VAT number.
pub(crate) fn hr_oib(c: &Candidate<'_>) -> Span {
    let d = vat(c, b"HR", 11).or_else(|| digits(c, 11))?;
    c.whole(d.iso_11_10(11))
}

/// Unique master citizen number of the former Yugoslavia (EMŠO, JMBG): birthday with three digits of the year, region, serial, check
/// digit modulo 11.
pub(crate) fn yu_citizen(c: &Candidate<'_>) -> Span {
    let d = digits(c, 13)?;
    let year = d.number(4, 3);
    let real = date(if year > 800 { 1000 } else { 2000 } + year, d.number(2, 2), d.number(0, 2));
    c.whole(real && d.check(&[7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2], 11, to_eleven_or_zero))
}

/// Slovenian tax number: eight digits modulo 11; with SI as VAT number.
pub(crate) fn si_tax(c: &Candidate<'_>) -> Span {
    let d = vat(c, b"SI", 8).or_else(|| digits(c, 8))?;
    c.whole(d.at(0) != 0 && d.check(&[8, 7, 6, 5, 4, 3, 2], 11, to_eleven_units))
}

/// Serbian tax number (PIB): nine digits, ISO 7064 MOD 11,10.
pub(crate) fn rs_tax(c: &Candidate<'_>) -> Span {
    c.whole(digits(c, 9)?.iso_11_10(9))
}

/// Russian INN (FNS): ten digits for companies, twelve for persons, one or two check digits.
pub(crate) fn ru_inn(c: &Candidate<'_>) -> Span {
    if let Some(d) = digits(c, 10) {
        return c.whole(d.check(&[2, 4, 10, 3, 5, 9, 4, 6, 8], 11, units));
    }
    let d = digits(c, 12)?;
    let first = d.check(&[7, 2, 4, 10, 3, 5, 9, 4, 6, 8], 11, units);
    c.whole(first && d.check(&[3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8], 11, units))
}

/// Russian insurance number (SNILS, SFR): nine digits, two digits of control modulo 101.
pub(crate) fn ru_snils(c: &Candidate<'_>) -> Span {
    let d = digits(c, 11)?;
    let control = d.sum(&[9, 8, 7, 6, 5, 4, 3, 2, 1]) % 101 % 100;
    c.whole(d.number(0, 9) > 1_001_998 && u64::from(control) == d.number(9, 2))
}

/// Russian state registration number (OGRN): thirteen digits modulo 11, or fifteen modulo 13.
pub(crate) fn ru_ogrn(c: &Candidate<'_>) -> Span {
    let (d, body) = match digits(c, 13) {
        Some(d) => (d, 12),
        None => (digits(c, 15)?, 14),
    };
    let check = d.number(0, body) % (body as u64 - 1) % 10;
    c.whole(d.at(0) != 0 && check == u64::from(d.at(body)))
}

/// Ukrainian taxpayer number (RNOKPP): ten digits modulo 11.
pub(crate) fn ua_tax(c: &Candidate<'_>) -> Span {
    // The first weight is minus one.
    c.whole(digits(c, 10)?.check(&[10, 5, 7, 9, 4, 6, 10, 5, 7], 11, units))
}

/// Kazakh IIN and BIN: twelve digits modulo 11 with a second set of weights.
pub(crate) fn kz_iin(c: &Candidate<'_>) -> Span {
    let d = digits(c, 12)?;
    let first = d.sum(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]) % 11;
    let check = if first < 10 { first } else { d.sum(&[3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2]) % 11 };
    c.whole((1..=12).contains(&d.number(2, 2)) && d.number(4, 2) < 67 && check == d.at(11))
}

/// Belarusian identity number: sex and century, birthday, region, serial, citizenship, check digit with the weights 7, 3, 1.
pub(crate) fn by_identity(c: &Candidate<'_>) -> Span {
    let code = Code::read(c, 14)?;
    let d = code.digits(0, 7)?;
    let letters =
        b"ABCHKEM".contains(&code.at(7)) && [&b"PB"[..], b"BA", b"BI"].contains(&code.text().get(11..13)?);
    let rest = sum(code.text(), &[7, 3, 1, 7, 3, 1, 7, 3, 1, 7, 3, 1, 7]) % 10;
    let check = code.digits(13, 1)?.at(0);
    c.whole(d.at(0) > 0 && d.ddmmyy(1) && letters && code.digits(8, 3).is_some() && rest == check)
}

#[cfg(test)]
mod tests {
    use super::super::check::tests::holds;
    use super::*;

    #[test]
    fn poland_to_hungary() {
        holds(pl_pesel, &["63102389901"], &["63102389902", "63132389901"]);
        holds(pl_nip, &["910-324-40-43", "PL9103244043"], &["9103244044"]);
        holds(pl_regon, &["226964510", "45159263035380"], &["226964511", "45159263035381"]);
        holds(pl_card, &["ABA 300000"], &["ABA400000", "AB3300000"]);
        holds(pl_passport, &["ZS0000177"], &["ZS1000177"]);
        holds(cz_birth, &["250607/0116"], &["250607/0117"]);
        holds(cz_company, &["CZ70455422", "70455422"], &["CZ70455423"]);
        holds(sk_vat, &["SK7488705873"], &["SK7488705874"]);
        holds(hu_tax, &["8123456786"], &["8123456787", "7123456786"]);
        holds(hu_social, &["123 456 788"], &["123 456 789"]);
        holds(hu_personal, &["1 850315 0136"], &["1 850315 0137", "1 851315 0136"]);
        holds(hu_company, &["HU62276713", "62276713-2-41"], &["HU62276714"]);
    }

    #[test]
    fn the_balkans() {
        holds(ro_cnp, &["1850520082507"], &["1850520082508"]);
        holds(ro_company, &["RO78888401"], &["RO78888402"]);
        holds(bg_egn, &["1504047963"], &["1504047964"]);
        holds(bg_foreigner, &["3837644971"], &["3837644972"]);
        holds(bg_company, &["BG681975966"], &["BG681975967"]);
        holds(hr_oib, &["HR57514804647", "57514804647"], &["HR57514804648"]);
        holds(yu_citizen, &["0505004081972"], &["0505004081973", "3505004081972"]);
        holds(si_tax, &["SI99036975"], &["SI99036976"]);
        holds(rs_tax, &["643452725"], &["643452726"]);
    }

    #[test]
    fn russia_and_neighbours() {
        holds(ru_inn, &["5760147933", "263292101186"], &["5760147934", "263292101187"]);
        holds(ru_snils, &["112-233-445 95"], &["112-233-445 96"]);
        holds(ru_ogrn, &["1606356653033"], &["1606356653034"]);
        holds(ua_tax, &["6004516521"], &["6004516522"]);
        holds(kz_iin, &["850315300128"], &["850315300129", "851315300128"]);
        holds(by_identity, &["3150385A001PB6"], &["3150385A001PB7", "3150385Z001PB6"]);
    }
}
