//! Spain, Portugal, Italy, Greece, Cyprus, Malta, Turkey.

use super::super::{Candidate, Span};
use super::check::{Code, Digits, digits, to_eleven_or_zero, to_ten, units, value};
use super::nordic::vat;

const SPANISH: &[u8; 23] = b"TRWAGMYFPDXBNJZSQVHLCKE";

/// Spanish NIF of a person (RD 1553/2005): seven or eight digits, letter modulo 23.
pub(crate) fn es_nif(c: &Candidate<'_>) -> Span {
    let code = Code::read(c, 9).or_else(|| Code::read(c, 8))?;
    let body = code.text().len() - 1;
    let number = code.digits(0, body)?.number(0, body);
    c.whole(number > 0 && spanish_letter(number, code.at(body)))
}

fn spanish_letter(number: u64, letter: u8) -> bool {
    usize::try_from(number % 23).ok().and_then(|rest| SPANISH.get(rest)) == Some(&letter)
}

/// Spanish NIE (RD 557/2011): X, Y or Z stands for 0, 1 or 2; K, L and M are other persons' NIF without that digit.
pub(crate) fn es_nie(c: &Candidate<'_>) -> Span {
    let code = Code::read(c, 9)?;
    let first = match code.at(0) {
        b'X' | b'K' | b'L' | b'M' => 0,
        b'Y' => 1,
        b'Z' => 2,
        _ => return None,
    };
    c.whole(spanish_letter(first * 10_000_000 + code.digits(1, 7)?.number(0, 7), code.at(8)))
}

/// Spanish NIF of an entity (Orden EHA/451/2008): letter of the kind, seven digits, control digit or letter by Luhn's products.
pub(crate) fn es_cif(c: &Candidate<'_>) -> Span {
    let code = Code::read(c, 9)?;
    let d = code.digits(1, 7)?;
    let products: u32 =
        (0..7).map(|i| if i % 2 == 0 { d.at(i) * 2 / 10 + d.at(i) * 2 % 10 } else { d.at(i) }).sum();
    let control = to_ten(products);
    let (kind, last) = (code.at(0), code.at(8));
    let letter = b"JABCDEFGHI".get(control as usize) == Some(&last);
    let digit = last.is_ascii_digit() && value(last) == control;
    let good = match kind {
        b'A' | b'B' | b'E' | b'H' => digit,
        b'N' | b'P' | b'Q' | b'R' | b'S' | b'W' => letter,
        b'C' | b'D' | b'F' | b'G' | b'J' | b'U' | b'V' => digit || letter,
        _ => false,
    };
    c.whole(d.number(0, 7) > 0 && good)
}

/// Spanish VAT number: ES and a NIF of any kind.
pub(crate) fn es_vat(c: &Candidate<'_>) -> Span {
    let start = c.start + 2;
    c.text.get(c.start..start).filter(|country| country.eq_ignore_ascii_case(b"ES"))?;
    let rest = Candidate { text: c.text, start, end: c.end };
    c.whole(es_nif(&rest).or_else(|| es_nie(&rest)).or_else(|| es_cif(&rest)).is_some())
}

/// Spanish social security number (TGSS): province, number, control = both together modulo 97.
pub(crate) fn es_social(c: &Candidate<'_>) -> Span {
    let d = digits(c, 12)?;
    let (province, number) = (d.number(0, 2), d.number(2, 8));
    let joined = if number < 10_000_000 { number + province * 10_000_000 } else { d.number(0, 10) };
    c.whole(province > 0 && province < 67 && joined % 97 == d.number(10, 2))
}

/// Portuguese NIF (Decreto-Lei 14/2013): first digits of the kinds of taxpayer, modulo 11; with PT as VAT number.
pub(crate) fn pt_nif(c: &Candidate<'_>) -> Span {
    let d = vat(c, b"PT", 9).or_else(|| digits(c, 9))?;
    let kind = matches!(d.at(0), 1..=3 | 5..=6 | 8..=9)
        || matches!(d.number(0, 2), 45 | 70..=72 | 74 | 75 | 77..=79);
    c.whole(kind && d.check(&[9, 8, 7, 6, 5, 4, 3, 2], 11, to_eleven_or_zero))
}

/// Portuguese citizen card (Cartão de Cidadão): eight digits, check digit, version of two characters, check digit: Luhn over base 36.
pub(crate) fn pt_card(c: &Candidate<'_>) -> Span {
    let code = Code::read(c, 12)?;
    let shape =
        code.digits(0, 9).is_some() && code.at(9).is_ascii_uppercase() && code.at(11).is_ascii_digit();
    let total: u32 = (0..12)
        .map(|i| match (value(code.at(i)), i % 2) {
            (v, 1) => v,
            (v, _) => v * 2 - if v > 4 { 9 } else { 0 },
        })
        .sum();
    c.whole(shape && total.is_multiple_of(10))
}

/// Portuguese social security number (NISS): 1 or 2 first, weights are the primes from 29 down.
pub(crate) fn pt_social(c: &Candidate<'_>) -> Span {
    let d = digits(c, 11)?;
    let good = d.check(&[29, 23, 19, 17, 13, 11, 7, 5, 3, 2], 10, |rest| 9 - rest);
    c.whole(matches!(d.at(0), 1 | 2) && good)
}

/// Italian codice fiscale (DM 23 December 1976): six letters, birthday, place, check letter; digits may be replaced by letters.
pub(crate) fn it_fiscal(c: &Candidate<'_>) -> Span {
    const ODD: [u32; 26] =
        [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];
    let code = Code::read(c, 16)?;
    let text = code.text();
    let digit = |i: usize| code.at(i).is_ascii_digit() || b"LMNPQRSTUV".contains(&code.at(i));
    let letter = |i: usize| code.at(i).is_ascii_uppercase();
    let shape = (0..16).all(|i| if [6, 7, 9, 10, 12, 13, 14].contains(&i) { digit(i) } else { letter(i) });
    let total: u32 = text
        .iter()
        .take(15)
        .enumerate()
        .map(|(i, byte)| {
            // A digit counts as the letter of the same place in the alphabet.
            let place = if byte.is_ascii_digit() { value(*byte) } else { value(*byte) - 10 };
            if i % 2 == 1 { place } else { ODD.get(place as usize).copied().unwrap_or(0) }
        })
        .sum();
    c.whole(shape && b"ABCDEHLMPRST".contains(&code.at(8)) && value(code.at(15)) == total % 26 + 10)
}

/// Italian VAT number (DPR 633/1972): eleven digits, office 001 to 100 or a few more, Luhn.
pub(crate) fn it_vat(c: &Candidate<'_>) -> Span {
    let d = vat(c, b"IT", 11).or_else(|| digits(c, 11))?;
    let office = d.number(7, 3);
    let known = (1..=100).contains(&office) || matches!(office, 120 | 121 | 888 | 999);
    c.whole(d.number(0, 7) > 0 && known && d.luhn(11))
}

/// Greek tax number: nine digits, weights are the powers of two, modulo 11; with EL as VAT number.
pub(crate) fn gr_tax(c: &Candidate<'_>) -> Span {
    let d = vat(c, b"EL", 9).or_else(|| digits(c, 9))?;
    c.whole(d.check(&[256, 128, 64, 32, 16, 8, 4, 2], 11, units))
}

/// Greek social security number (AMKA, law 3655/2008): birthday and Luhn.
pub(crate) fn gr_amka(c: &Candidate<'_>) -> Span {
    let d = digits(c, 11)?;
    c.whole(d.ddmmyy(0) && d.luhn(11))
}

/// Cyprus VAT and tax code: eight digits and a letter, digits at odd places are replaced, modulo 26.
pub(crate) fn cy_tax(c: &Candidate<'_>) -> Span {
    const ODD: [u32; 10] = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21];
    let code = Code::of(c.bytes())?;
    let text = code.text();
    let text = text.strip_prefix(b"CY").unwrap_or(text);
    let d = Digits::of(text.get(..8)?)?;
    let total: u32 = (0..8)
        .map(|i| if i % 2 == 0 { ODD.get(d.at(i) as usize).copied().unwrap_or(0) } else { d.at(i) })
        .sum();
    c.whole(text.len() == 9 && value(*text.get(8)?) == total % 26 + 10)
}

/// Malta's VAT number: MT and eight digits, modulo 37.
pub(crate) fn mt_vat(c: &Candidate<'_>) -> Span {
    let d = vat(c, b"MT", 8)?;
    c.whole(d.balanced(&[3, 4, 6, 7, 8, 9, 10, 1], 37))
}

/// Turkish identity number (Law 5490): eleven digits, two check digits.
pub(crate) fn tr_national(c: &Candidate<'_>) -> Span {
    let d = digits(c, 11)?;
    let tenth = (d.sum(&[7, 0, 7, 0, 7, 0, 7, 0, 7]) + 90 - d.sum(&[0, 1, 0, 1, 0, 1, 0, 1])) % 10;
    let eleventh = d.sum(&[1; 10]) % 10;
    c.whole(d.at(0) != 0 && tenth == d.at(9) && eleventh == d.at(10))
}

/// Turkish tax number (VKN): ten digits, powers of two modulo 9.
pub(crate) fn tr_tax(c: &Candidate<'_>) -> Span {
    let d = digits(c, 10)?;
    let total: u32 = (0..9)
        .map(|i: u32| match (d.at(i as usize) + 9 - i) % 10 {
            0 => 0,
            9 => 9,
            shifted => shifted * (1 << (9 - i)) % 9,
        })
        .sum();
    c.whole(to_ten(total) == d.at(9))
}

#[cfg(test)]
mod tests {
    use super::super::check::tests::holds;
    use super::*;

    #[test]
    fn iberia() {
        holds(es_nif, &["54362315K", "54362315-K", "1234567L"], &["54362315Z", "00000000T"]);
        holds(es_nie, &["X-2482300W", "x2482300w"], &["X-2482300A", "A2482300W"]);
        holds(es_cif, &["J99216582", "A13585625", "Q2826000H"], &["J99216583", "A1358562E", "Q28260008"]);
        holds(es_vat, &["ESA13585625", "ES54362315K"], &["ES54362315Z", "PTA13585625"]);
        holds(es_social, &["28 12345678 40"], &["28 12345678 41", "99 12345678 40"]);
        holds(pt_nif, &["PT 501 964 843", "501964843"], &["501964842", "401964843"]);
        holds(pt_card, &["00000000 0 ZZ4"], &["00000000 0 ZZ3"]);
        holds(pt_social, &["12345678902"], &["12345678903", "32345678902"]);
    }

    #[test]
    fn italy_and_the_east() {
        holds(
            it_fiscal,
            &["RCCMNL83S18D969H", "RCCMNL83S18D969h"],
            &["RCCMNL83S18D969I", "RCCMNL83G18D969H"],
        );
        holds(it_vat, &["IT 00743110157", "00743110157"], &["00743110158", "00000000000"]);
        holds(gr_tax, &["EL 094259216", "094259216"], &["094259217"]);
        holds(gr_amka, &["01013099997"], &["01013099999", "01133099997"]);
        holds(cy_tax, &["CY-10259033P", "10259033P"], &["CY-10259033Z"]);
        holds(mt_vat, &["MT 1167-9112"], &["MT 1167-9113"]);
        holds(tr_national, &["17291716060"], &["17291716050", "07291716060"]);
        holds(tr_tax, &["4540536920"], &["4540536921"]);
    }
}
