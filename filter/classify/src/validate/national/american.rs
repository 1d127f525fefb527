//! The Americas.

use super::super::{Candidate, Span};
use super::check::{Code, date, digits, luhn, to_eleven, to_eleven_or_zero, to_eleven_units, to_ten, value};

/// US social security number: no area 000, 666 or 9xx, no group 00, no serial 0000 (SSA, "Social Security Number
/// Randomization"), and none of the numbers that advertising made famous.
pub(crate) fn us_ssn(c: &Candidate<'_>) -> Span {
    let d = digits(c, 9)?;
    let area = d.number(0, 3);
    let known_fake = matches!(d.number(0, 9), 78_051_120 | 219_099_999);
    let issued = area != 0 && area != 666 && area < 900 && d.number(3, 2) != 0 && d.number(5, 4) != 0;
    c.whole(issued && !known_fake)
}

/// US individual taxpayer number (IRS Publication 1915): 9 first, groups 50–65, 70–88, 90–92, 94–99.
pub(crate) fn us_itin(c: &Candidate<'_>) -> Span {
    let d = digits(c, 9)?;
    c.whole(d.at(0) == 9 && matches!(d.number(3, 2), 50..=65 | 70..=88 | 90..=92 | 94..=99))
}

/// US employer number: a prefix that the IRS gives out ("How EINs are assigned and valid EIN prefixes").
pub(crate) fn us_ein(c: &Candidate<'_>) -> Span {
    let d = digits(c, 9)?;
    let prefix = d.number(0, 2);
    let unused =
        matches!(prefix, 0 | 7 | 8 | 9 | 17 | 18 | 19 | 28 | 29 | 49 | 69 | 70 | 78 | 79 | 89 | 96 | 97);
    c.whole(!unused)
}

/// US provider number (45 CFR 162.406): 1 or 2 first, Luhn over 80840 and the number.
pub(crate) fn us_npi(c: &Candidate<'_>) -> Span {
    let d = digits(c, 10)?;
    // The prefix 80840 adds 24 to Luhn's sum; a 4 in front of ten digits, which is not doubled, does the same.
    let check = luhn((0..11).map(|i| if i == 0 { 4 } else { d.at(i - 1) }));
    c.whole(matches!(d.at(0), 1 | 2) && check)
}

/// US drug registration (DEA; 21 CFR 1301): kind of registrant, letter of the name, seven digits, of which the last checks.
pub(crate) fn us_dea(c: &Candidate<'_>) -> Span {
    let code = Code::read(c, 9)?;
    let d = code.digits(2, 7)?;
    let kind = b"ABCDEFGHJKLMPRSTUX".contains(&code.at(0));
    let name = code.at(1).is_ascii_uppercase() || code.at(1) == b'9';
    c.whole(kind && name && d.check(&[1, 2, 1, 2, 1, 2], 10, |rest| rest))
}

/// US Medicare number (CMS, "Understanding the MBI format"): eleven places of fixed kinds, without S, L, O, I, B and Z.
pub(crate) fn us_mbi(c: &Candidate<'_>) -> Span {
    let code = Code::read(c, 11)?;
    let letter = |byte: &u8| byte.is_ascii_uppercase() && !b"SLOIBZ".contains(byte);
    let fits = code.text().iter().zip(b"1A?0A?0AA00").all(|(byte, kind)| match kind {
        b'1' => (b'1'..=b'9').contains(byte),
        b'A' => letter(byte),
        b'?' => letter(byte) || byte.is_ascii_digit(),
        _ => byte.is_ascii_digit(),
    });
    c.whole(fits)
}

/// Canadian social insurance number (ESDC): Luhn; 0 and 8 are not given out.
pub(crate) fn ca_sin(c: &Candidate<'_>) -> Span {
    let d = digits(c, 9)?;
    c.whole(!matches!(d.at(0), 0 | 8) && d.luhn(9))
}

/// Ontario health card: ten digits, Luhn; a version of two letters may follow.
pub(crate) fn ca_ohip(c: &Candidate<'_>) -> Span {
    let code = Code::read(c, 10).or_else(|| Code::read(c, 12))?;
    let version = code.text().get(10..)?.iter().all(u8::is_ascii_uppercase);
    c.whole(version && code.at(0) != b'0' && code.digits(0, 10)?.luhn(10))
}

/// Quebec health card (RAMQ): four letters of the name, birthday with 50 added to the month for women, two digits.
pub(crate) fn ca_ramq(c: &Candidate<'_>) -> Span {
    let code = Code::read(c, 12)?;
    let d = code.digits(4, 8)?;
    let name = code.text().get(..4)?.iter().all(u8::is_ascii_uppercase);
    c.whole(name && date(d.number(0, 2), d.number(2, 2) % 50, d.number(4, 2)))
}

/// British Columbia health number: 9 first, modulo 11.
pub(crate) fn ca_bc_health(c: &Candidate<'_>) -> Span {
    let d = digits(c, 10)?;
    let rest = d.sum(&[0, 2, 4, 8, 5, 10, 9, 7, 3]) % 11;
    c.whole(d.at(0) == 9 && to_eleven(rest) == d.at(9))
}

/// Canadian business number (CRA): nine digits with Luhn; then a programme of two letters and four digits.
pub(crate) fn ca_business(c: &Candidate<'_>) -> Span {
    let code = Code::read(c, 15)?;
    let programme = [&b"RT"[..], b"RC", b"RP", b"RZ", b"RM"].contains(&code.text().get(9..11)?);
    c.whole(programme && code.digits(11, 4).is_some() && code.digits(0, 9)?.luhn(9))
}

/// Mexican CURP (RENAPO): name, birthday, sex, state, consonants, difference of century, check digit over base 37.
pub(crate) fn mx_curp(c: &Candidate<'_>) -> Span {
    let code = Code::read(c, 18)?;
    let text = code.text();
    let d = code.digits(4, 6)?;
    let total: u32 =
        text.iter().take(17).zip((2..=18).rev()).map(|(byte, weight)| spanish_value(*byte) * weight).sum();
    let letters = text.get(..4)?.iter().chain(text.get(10..16)?).all(u8::is_ascii_uppercase);
    let check = code.digits(17, 1)?.at(0) == to_ten(total);
    c.whole(letters && d.yymmdd(0) && b"HMX".contains(&code.at(10)) && check)
}

/// Value of a digit or upper-case letter where one more character stands between N and O.
fn spanish_value(byte: u8) -> u32 {
    value(byte) + u32::from(byte > b'N')
}

/// Mexican tax number (RFC, SAT): three or four letters, date, two characters, check character modulo 11.
pub(crate) fn mx_rfc(c: &Candidate<'_>) -> Span {
    mx_rfc_shape(c)?;
    let code = Code::of(c.bytes())?;
    let body = code.text().len() - 1;
    // A company's number has one letter less: a space of value 37 is before it.
    let space = if body == 11 { 37 * 13 } else { 0 };
    let weights = (2..=13).rev().skip(12 - body);
    let total: u32 =
        code.text().iter().take(body).zip(weights).map(|(b, weight)| spanish_value(*b) * weight).sum();
    c.whole(b"0123456789A".get((11 - (space + total) % 11) as usize % 11) == Some(&code.at(body)))
}

/// [`mx_rfc`] without its check character.
pub(crate) fn mx_rfc_shape(c: &Candidate<'_>) -> Span {
    let code = Code::read(c, 13).or_else(|| Code::read(c, 12))?;
    let name = code.text().len() - 9;
    let letters = code.text().get(..name)?.iter().all(u8::is_ascii_uppercase);
    c.whole(letters && code.digits(name, 6)?.yymmdd(0))
}

/// Mexican social security number (NSS, IMSS): eleven digits, Luhn.
pub(crate) fn mx_nss(c: &Candidate<'_>) -> Span {
    c.whole(digits(c, 11)?.luhn(11))
}

/// Mexican bank code (CLABE, Banxico): eighteen digits with weights 3, 7, 1.
pub(crate) fn mx_clabe(c: &Candidate<'_>) -> Span {
    let d = digits(c, 18)?;
    let total: u32 = (0..17).map(|i| d.at(i) * [3, 7, 1].get(i % 3).copied().unwrap_or(1) % 10).sum();
    c.whole(to_ten(total) == d.at(17))
}

/// Brazilian CPF (Receita Federal): two check digits modulo 11.
pub(crate) fn br_cpf(c: &Candidate<'_>) -> Span {
    let d = digits(c, 11)?;
    let first = d.check(&[10, 9, 8, 7, 6, 5, 4, 3, 2], 11, to_eleven_or_zero);
    c.whole(first && d.check(&[11, 10, 9, 8, 7, 6, 5, 4, 3, 2], 11, to_eleven_or_zero))
}

/// Brazilian CNPJ (Receita Federal; letters from 2026 on by IN RFB 2.229): characters count by their code, two check digits.
pub(crate) fn br_cnpj(c: &Candidate<'_>) -> Span {
    const WEIGHTS: [u32; 13] = [6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2];
    let code = Code::read(c, 14)?;
    let check = code.digits(12, 2)?;
    let rest = |from: usize| {
        let weights = WEIGHTS.iter().skip(from);
        code.text().iter().zip(weights).map(|(byte, weight)| u32::from(byte - b'0') * weight).sum::<u32>()
            % 11
    };
    let alike = code.text().windows(2).all(|pair| pair.first() == pair.last());
    c.whole(!alike && to_eleven_or_zero(rest(1)) == check.at(0) && to_eleven_or_zero(rest(0)) == check.at(1))
}

/// Brazilian social number (PIS, PASEP, NIS): eleven digits modulo 11.
pub(crate) fn br_pis(c: &Candidate<'_>) -> Span {
    c.whole(digits(c, 11)?.check(&[3, 2, 9, 8, 7, 6, 5, 4, 3, 2], 11, to_eleven_or_zero))
}

/// Brazilian driving licence (CNH, Contran): two check digits, the second less two where the first was ten.
pub(crate) fn br_cnh(c: &Candidate<'_>) -> Span {
    let d = digits(c, 11)?;
    let first = d.sum(&[9, 8, 7, 6, 5, 4, 3, 2, 1]) % 11;
    let less = if first > 9 { 2 } else { 0 };
    let second = (d.sum(&[1, 2, 3, 4, 5, 6, 7, 8, 9]) % 11 + 11 - less) % 11;
    let digit = |rest: u32| if rest > 9 { 0 } else { rest };
    c.whole(digit(first) == d.at(9) && digit(second) == d.at(10))
}

/// Brazilian voter number (TSE): eight digits, state 01 to 28, two check digits.
pub(crate) fn br_voter(c: &Candidate<'_>) -> Span {
    let d = digits(c, 12)?;
    let first = d.sum(&[2, 3, 4, 5, 6, 7, 8, 9]) % 11 % 10;
    let second = (d.at(8) * 7 + d.at(9) * 8 + first * 9) % 11 % 10;
    c.whole((1..=28).contains(&d.number(8, 2)) && first == d.at(10) && second == d.at(11))
}

/// Argentine tax number (CUIT and CUIL, ARCA): kind, number, check digit modulo 11.
pub(crate) fn ar_cuit(c: &Candidate<'_>) -> Span {
    let d = digits(c, 11)?;
    let kind = matches!(d.number(0, 2), 20 | 23 | 24 | 25 | 26 | 27 | 30 | 33 | 34 | 50 | 51 | 55);
    let check = |rest: u32| match 11 - rest {
        11 => 0,
        10 => 9,
        digit => digit,
    };
    c.whole(kind && d.check(&[5, 4, 3, 2, 7, 6, 5, 4, 3, 2], 11, check))
}

/// Argentine bank code (CBU, BCRA A2829): bank with check digit, account with check digit.
pub(crate) fn ar_cbu(c: &Candidate<'_>) -> Span {
    let code = Code::read(c, 22)?;
    let (bank, account) = (code.digits(0, 8)?, code.digits(8, 14)?);
    let first = bank.check(&[7, 1, 3, 9, 7, 1, 3], 10, to_ten);
    c.whole(first && account.check(&[3, 9, 7, 1, 3, 9, 7, 1, 3, 9, 7, 1, 3], 10, to_ten))
}

/// Chilean RUT (Registro Civil): up to eight digits, check character modulo 11 with K for ten.
pub(crate) fn cl_rut(c: &Candidate<'_>) -> Span {
    let code = Code::read(c, 9).or_else(|| Code::read(c, 8))?;
    let body = code.text().len() - 1;
    let d = code.digits(0, body)?;
    let total: u32 = (0..body).rev().zip([2, 3, 4, 5, 6, 7, 2, 3]).map(|(i, weight)| d.at(i) * weight).sum();
    c.whole(
        d.number(0, body) > 0 && b"0123456789K".get((11 - total % 11) as usize % 11) == Some(&code.at(body)),
    )
}

/// Colombian tax number (NIT, DIAN): eight to ten digits and a check digit, weights are primes.
pub(crate) fn co_nit(c: &Candidate<'_>) -> Span {
    let code = [9, 10, 11].into_iter().find_map(|length| Code::read(c, length))?;
    let body = code.text().len() - 1;
    let d = code.digits(0, body + 1)?;
    let total: u32 =
        (0..body).rev().zip([3, 7, 13, 17, 19, 23, 29, 37, 41, 43]).map(|(i, weight)| d.at(i) * weight).sum();
    let rest = total % 11;
    c.whole((if rest < 2 { rest } else { 11 - rest }) == d.at(body))
}

/// Peruvian tax number (RUC, SUNAT): 10, 15, 16, 17 or 20 first, modulo 11.
pub(crate) fn pe_ruc(c: &Candidate<'_>) -> Span {
    let d = digits(c, 11)?;
    let kind = matches!(d.number(0, 2), 10 | 15 | 16 | 17 | 20);
    c.whole(kind && d.check(&[5, 4, 3, 2, 7, 6, 5, 4, 3, 2], 11, to_eleven_units))
}

/// Ecuadorian identity card (Registro Civil): province, third digit below 6, Luhn's products.
pub(crate) fn ec_card(c: &Candidate<'_>) -> Span {
    let d = digits(c, 10)?;
    let province = matches!(d.number(0, 2), 1..=24 | 30 | 50);
    c.whole(province && d.at(2) < 6 && d.luhn(10))
}

/// Uruguayan identity card (DNIC): seven digits and a check digit.
pub(crate) fn uy_card(c: &Candidate<'_>) -> Span {
    c.whole(digits(c, 8)?.check(&[2, 9, 8, 7, 6, 3, 4], 10, to_ten))
}

/// Venezuelan RIF (SENIAT): kind, eight digits, check digit modulo 11.
pub(crate) fn ve_rif(c: &Candidate<'_>) -> Span {
    let code = Code::read(c, 10)?;
    let d = code.digits(1, 9)?;
    let kind = match code.at(0) {
        b'V' => 4,
        b'E' => 8,
        b'J' | b'C' => 12,
        b'P' => 16,
        b'G' => 20,
        _ => return None,
    };
    c.whole(to_eleven_or_zero((kind + d.sum(&[3, 2, 7, 6, 5, 4, 3, 2])) % 11) == d.at(8))
}

/// Dominican identity card (JCE): eleven digits, Luhn.
pub(crate) fn do_card(c: &Candidate<'_>) -> Span {
    c.whole(digits(c, 11)?.luhn(11))
}

/// Number of a document without a check: any digits that are not all alike and not in counting order.
pub(crate) fn plain_number(c: &Candidate<'_>) -> Span {
    let code = Code::of(c.bytes())?;
    let numeric = code.text().iter().filter(|b| b.is_ascii_digit());
    let same = numeric.clone().zip(numeric.clone().skip(1)).all(|(a, b)| a == b);
    c.whole(!same && numeric.count() > 2)
}

#[cfg(test)]
mod tests {
    use super::super::check::tests::holds;
    use super::*;

    #[test]
    fn the_united_states() {
        holds(
            us_ssn,
            &["536-90-4399", "536904399"],
            &["000-12-3456", "666-12-3456", "900-12-3456", "123-00-4567", "123-45-0000", "078-05-1120"],
        );
        holds(us_itin, &["924-95-4152"], &["924-93-4152", "824-95-4152"]);
        holds(us_ein, &["64-1739202"], &["07-1739202"]);
        holds(us_npi, &["1234567893"], &["1234567894", "3234567893"]);
        holds(us_dea, &["AB1234563", "F91234563"], &["AB1234564", "ZB1234563"]);
        holds(us_mbi, &["1EG4-TE5-MK73", "1eg4te5mk73"], &["0EG4TE5MK73", "1SG4TE5MK73", "1EGXTE5MK73"]);
    }

    #[test]
    fn canada_and_mexico() {
        holds(ca_sin, &["595 688 649"], &["595 688 640", "046 454 286"]);
        holds(ca_ohip, &["9548-632-109", "9548-632-109-AB"], &["9548-632-108"]);
        holds(ca_ramq, &["ABCD 8553 1512"], &["ABCD 8573 1512"]);
        holds(ca_bc_health, &["9623307744"], &["9623307745"]);
        holds(ca_business, &["123456782 RT 0001"], &["123456783 RT 0001", "123456782 XX 0001"]);
        holds(mx_curp, &["GOMC850315MDFMRR07"], &["GOMC850315MDFMRR08", "GOMC851315MDFMRR07"]);
        holds(mx_rfc, &["GODE561231GR8", "MAB9307148T4"], &["GODE561231GR9", "MAB9313148T4"]);
        holds(mx_rfc_shape, &["GODE561231GR9"], &["GODE561331GR9"]);
        holds(mx_nss, &["92038512346"], &["92038512347"]);
        holds(mx_clabe, &["032180000118359719"], &["032180000118359718"]);
    }

    #[test]
    fn brazil() {
        holds(br_cpf, &["123.456.789-09"], &["123.456.789-08", "111.111.111-11"]);
        holds(
            br_cnpj,
            &["45.625.787/1792-55", "12.ABC.345/01DE-35"],
            &["45.625.787/1792-56", "12.ABC.345/01DE-36"],
        );
        holds(br_pis, &["120.12345.67-2"], &["120.12345.67-3"]);
        holds(br_cnh, &["12345678900"], &["12345678901"]);
        holds(br_voter, &["1234 5678 0191"], &["1234 5678 0192", "1234 5678 9991"]);
    }

    #[test]
    fn the_other_americas() {
        holds(ar_cuit, &["20-99250402-2"], &["20-99250402-3", "21-99250402-2"]);
        holds(ar_cbu, &["1283687909059938299724"], &["1283687909059938299725"]);
        holds(cl_rut, &["37.786.544-8", "12.345.678-5"], &["37.786.544-9"]);
        holds(co_nit, &["264840156-2", "41384229-6"], &["264840156-3"]);
        holds(pe_ruc, &["20503757100"], &["20503757101", "30503757100"]);
        holds(ec_card, &["1251211528"], &["1251211529", "9951211528"]);
        holds(uy_card, &["3.456.789-4"], &["3.456.789-5"]);
        holds(ve_rif, &["V-05571147-6"], &["V-05571147-7", "X-05571147-6"]);
        holds(do_card, &["046-9457827-1"], &["046-9457827-2"]);
        holds(plain_number, &["AB123456"], &["AB111111", "AB12"]);
    }
}
