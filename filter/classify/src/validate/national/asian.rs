//! Asia, Australia, Africa.

use super::super::{Candidate, Span};
use super::check::{
    Code, date, digits, sum, to_eleven, to_eleven_or_zero, to_eleven_units, to_ten, units, value,
};

/// Aadhaar number (UIDAI): twelve digits from 2 on, Verhoeff; not a piece of a longer chain of groups.
pub(crate) fn in_aadhaar(c: &Candidate<'_>) -> Span {
    let d = digits(c, 12)?;
    let chained = c.before() == Some(b'-') || c.text.get(c.end) == Some(&b'-');
    c.whole(d.at(0) > 1 && d.verhoeff() && !chained)
}

/// Indian tax number (PAN, Income-tax Rules 114): the fourth letter tells the kind of holder.
pub(crate) fn in_pan(c: &Candidate<'_>) -> Span {
    let code = Code::read(c, 10)?;
    let letters = code.text().get(..5)?.iter().chain(code.text().get(9..)?).all(u8::is_ascii_uppercase);
    let holder = b"ABCEFGHJKLPT".contains(&code.at(3));
    c.whole(letters && holder && code.digits(5, 4)?.number(0, 4) > 0)
}

/// Indian goods and services tax number (GSTN): state, PAN, entity, Z, check character over base 36.
pub(crate) fn in_gstin(c: &Candidate<'_>) -> Span {
    in_gstin_shape(c)?;
    let code = Code::read(c, 15)?;
    let total: u32 = (0..14)
        .map(|i| value(code.at(i)) * if i % 2 == 0 { 1 } else { 2 })
        .map(|product| product / 36 + product % 36)
        .sum();
    c.whole(value(code.at(14)) == (36 - total % 36) % 36)
}

/// [`in_gstin`] without its check character.
pub(crate) fn in_gstin_shape(c: &Candidate<'_>) -> Span {
    let code = Code::read(c, 15)?;
    let state = code.digits(0, 2)?.number(0, 2);
    let pan = code.text().get(2..7)?.iter().chain(code.text().get(11..12)?).all(u8::is_ascii_uppercase);
    let numeric = code.digits(7, 4).is_some() && code.at(12) != b'0';
    c.whole(matches!(state, 1..=37 | 97 | 99) && pan && numeric && code.at(13) == b'Z')
}

/// Chinese resident identity (GB 11643): region, birthday, serial, check character modulo 11.
pub(crate) fn cn_resident(c: &Candidate<'_>) -> Span {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let code = Code::read(c, 18)?;
    let d = code.digits(0, 17)?;
    let region =
        matches!(d.number(0, 2), 11..=15 | 21..=23 | 31..=37 | 41..=46 | 50..=54 | 61..=65 | 71 | 81..=83);
    let check = b"10X98765432".get((d.sum(&WEIGHTS) % 11) as usize) == Some(&code.at(17));
    c.whole(region && d.yyyymmdd(6) && check)
}

/// Chinese unified social credit code (GB 32100): eighteen characters without I, O, S, V, Z, check over base 31.
pub(crate) fn cn_credit(c: &Candidate<'_>) -> Span {
    const MARKS: &[u8] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
    const WEIGHTS: [usize; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
    let code = Code::read(c, 18)?;
    let place = |byte: &u8| MARKS.iter().position(|mark| mark == byte);
    let total = code
        .text()
        .iter()
        .zip(WEIGHTS)
        .try_fold(0, |total, (byte, weight)| Some(total + place(byte)? * weight))?;
    let check = MARKS.get((31 - total % 31) % 31) == Some(&code.at(17));
    c.whole(b"1569AY".contains(&code.at(0)) && code.digits(2, 6).is_some() && check)
}

/// Taiwanese national identification: letter of the place, sex 1, 2, 8 or 9, eight digits.
pub(crate) fn tw_national(c: &Candidate<'_>) -> Span {
    const PLACES: &[u8] = b"ABCDEFGHJKLMNPQRSTUVXYWZIO";
    let code = Code::read(c, 10)?;
    let d = code.digits(1, 9)?;
    let place = PLACES.iter().position(|place| *place == code.at(0))? + 10;
    let letter = u32::try_from(place / 10 + place % 10 * 9).ok()?;
    c.whole(
        matches!(d.at(0), 1 | 2 | 8 | 9) && (letter + d.sum(&[8, 7, 6, 5, 4, 3, 2, 1, 1])).is_multiple_of(10),
    )
}

/// Hong Kong identity card: one or two letters, six digits, check character modulo 11.
pub(crate) fn hk_card(c: &Candidate<'_>) -> Span {
    let code = Code::of(c.bytes())?;
    let letters = code.text().len().checked_sub(7).filter(|letters| matches!(letters, 1 | 2))?;
    let prefix = code.text().get(..letters)?;
    // A missing first letter counts as a space, 36.
    let front = if letters == 1 { 36 * 9 + value(code.at(0)) * 8 } else { sum(prefix, &[9, 8]) };
    let total = front + code.digits(letters, 6)?.sum(&[7, 6, 5, 4, 3, 2]);
    let last = code.at(letters + 6);
    let check = if last == b'A' { 10 } else { code.digits(letters + 6, 1)?.at(0) };
    c.whole(prefix.iter().all(u8::is_ascii_uppercase) && (total + check).is_multiple_of(11))
}

/// Japanese individual number ("My Number", Act 27 of 2013): twelve digits modulo 11.
pub(crate) fn jp_individual(c: &Candidate<'_>) -> Span {
    c.whole(digits(c, 12)?.check(&[6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2], 11, to_eleven_or_zero))
}

/// Japanese corporate number (National Tax Agency): the first of thirteen digits checks the others, modulo 9.
pub(crate) fn jp_corporate(c: &Candidate<'_>) -> Span {
    let d = digits(c, 13)?;
    c.whole(d.at(0) == 9 - d.sum(&[0, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]) % 9)
}

/// Korean resident registration: birthday, century and sex (1 to 4 since 1900), six digits. The check digit is not kept since 2020.
pub(crate) fn kr_resident(c: &Candidate<'_>) -> Span {
    let d = digits(c, 13)?;
    c.whole(d.yymmdd(0) && matches!(d.at(6), 1..=4))
}

/// [`kr_resident`] with the check digit that numbers from before October 2020 keep.
pub(crate) fn kr_resident_checked(c: &Candidate<'_>) -> Span {
    let d = digits(c, 13)?;
    kr_resident(c).filter(|_| d.check(&[2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5], 11, to_eleven_units))
}

/// Korean registration of a foreigner: birthday, 5 to 8, six digits.
pub(crate) fn kr_foreigner(c: &Candidate<'_>) -> Span {
    let d = digits(c, 13)?;
    c.whole(d.yymmdd(0) && matches!(d.at(6), 5..=8))
}

/// Korean business registration (National Tax Service): ten digits, weights 1, 3, 7 with a carry of the last product.
pub(crate) fn kr_business(c: &Candidate<'_>) -> Span {
    let d = digits(c, 10)?;
    let total = d.sum(&[1, 3, 7, 1, 3, 7, 1, 3, 5]) + d.at(8) * 5 / 10;
    c.whole(d.number(0, 3) > 100 && to_ten(total) == d.at(9))
}

/// Korean driving licence (KNPA): region 11 to 28, year, serial, two digits.
pub(crate) fn kr_driver(c: &Candidate<'_>) -> Span {
    c.whole((11..=28).contains(&digits(c, 12)?.number(0, 2)))
}

/// Singaporean NRIC and FIN (ICA): century and kind, seven digits, check letter modulo 11.
pub(crate) fn sg_nric(c: &Candidate<'_>) -> Span {
    let code = Code::read(c, 9)?;
    let (offset, marks) = match code.at(0) {
        b'S' => (0, b"JZIHGFEDCBA"),
        b'T' => (4, b"JZIHGFEDCBA"),
        b'F' => (0, b"XWUTRQPNMLK"),
        b'G' => (4, b"XWUTRQPNMLK"),
        b'M' => (3, b"XWUTRQPNJLK"),
        _ => return None,
    };
    let rest = (code.digits(1, 7)?.sum(&[2, 7, 6, 5, 4, 3, 2]) + offset) % 11;
    c.whole(marks.get(rest as usize) == Some(&code.at(8)))
}

/// Singaporean entity number (UEN, ACRA): business (eight digits), local company (year and five digits) or other entity, with a check
/// letter.
pub(crate) fn sg_uen(c: &Candidate<'_>) -> Span {
    const OTHER: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWX0123456789";
    if let Some(code) = Code::read(c, 9) {
        let rest = code.digits(0, 8)?.sum(&[10, 4, 9, 3, 8, 2, 7, 1]) % 11;
        return c.whole(b"XMKECAWLJDB".get(rest as usize) == Some(&code.at(8)));
    }
    let code = Code::read(c, 10)?;
    if let Some(d) = code.digits(0, 9) {
        let rest = d.sum(&[10, 8, 6, 4, 9, 7, 5, 3, 1]) % 11;
        let year = (1800..2100).contains(&d.number(0, 4));
        return c.whole(year && b"ZKCMDNERGWH".get(rest as usize) == Some(&code.at(9)));
    }
    let places = code.text().iter().take(9).map(|byte| OTHER.iter().position(|mark| mark == byte));
    let total = places
        .zip([4usize, 3, 5, 3, 10, 2, 2, 5, 7])
        .try_fold(0, |total, (place, weight)| Some(total + place? * weight))?;
    let shape = b"RST".contains(&code.at(0)) && code.digits(1, 2).is_some() && code.digits(5, 4).is_some();
    c.whole(shape && OTHER.get((total + 6) % 11) == Some(&code.at(9)))
}

/// Malaysian identity card (JPN): birthday, place of birth, four digits.
pub(crate) fn my_card(c: &Candidate<'_>) -> Span {
    let d = digits(c, 12)?;
    let place = matches!(d.number(6, 2), 1..=16 | 21..=59 | 60..=68 | 71 | 72 | 74..=79 | 82..=93 | 98 | 99);
    c.whole(d.yymmdd(0) && place)
}

/// Thai identity (Department of Provincial Administration): 1 to 8 first, modulo 11.
pub(crate) fn th_identity(c: &Candidate<'_>) -> Span {
    let d = digits(c, 13)?;
    let kind = (1..=8).contains(&d.at(0)) && d.at(1) != 0;
    c.whole(kind && d.check(&[13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2], 11, to_eleven_units))
}

/// Indonesian NIK (Dukcapil): province, district, birthday with 40 added to the day for women, serial.
pub(crate) fn id_nik(c: &Candidate<'_>) -> Span {
    let d = digits(c, 16)?;
    let (day, province) = (d.number(6, 2), d.number(0, 2));
    let real = date(d.number(10, 2), d.number(8, 2), if day > 40 { day - 40 } else { day });
    c.whole((11..=97).contains(&province) && d.number(2, 2) > 0 && real && d.number(12, 4) > 0)
}

/// Philippine tax number (BIR): eight digits, check digit modulo 11, branch.
pub(crate) fn ph_tin(c: &Candidate<'_>) -> Span {
    let code = Code::read(c, 9).or_else(|| Code::read(c, 12)).or_else(|| Code::read(c, 14))?;
    let d = code.digits(0, code.text().len())?;
    c.whole(d.number(0, 9) > 0 && d.check(&[9, 8, 7, 6, 5, 4, 3, 2], 11, |rest| rest))
}

/// Pakistani CNIC (NADRA): province 1 to 7, number, sex.
pub(crate) fn pk_cnic(c: &Candidate<'_>) -> Span {
    let d = digits(c, 13)?;
    c.whole((1..=7).contains(&d.at(0)) && d.number(1, 4) > 0 && d.at(12) > 0)
}

/// Vietnamese citizen number (Law on Citizen Identity): province, century and sex, year, serial.
pub(crate) fn vn_citizen(c: &Candidate<'_>) -> Span {
    let d = digits(c, 12)?;
    c.whole((1..=96).contains(&d.number(0, 3)) && d.at(3) < 4)
}

/// Emirates ID (ICP): 784, year, serial, Luhn.
pub(crate) fn ae_identity(c: &Candidate<'_>) -> Span {
    let d = digits(c, 15)?;
    c.whole(d.number(0, 3) == 784 && (1900..2100).contains(&d.number(3, 4)) && d.luhn(15))
}

/// Saudi national identity or Iqama: 1 or 2 first, Luhn.
pub(crate) fn sa_identity(c: &Candidate<'_>) -> Span {
    let d = digits(c, 10)?;
    c.whole(matches!(d.at(0), 1 | 2) && d.luhn(10))
}

/// Israeli identity number (Teudat Zehut): nine digits, Luhn.
pub(crate) fn il_identity(c: &Candidate<'_>) -> Span {
    c.whole(digits(c, 9)?.luhn(9))
}

/// Iranian national code: ten digits modulo 11.
pub(crate) fn ir_national(c: &Candidate<'_>) -> Span {
    let d = digits(c, 10)?;
    let digit = |rest: u32| if rest < 2 { rest } else { 11 - rest };
    c.whole(d.number(0, 3) > 0 && d.check(&[10, 9, 8, 7, 6, 5, 4, 3, 2], 11, digit))
}

/// Kuwaiti civil number (PACI): century, birthday, serial, check digit modulo 11.
pub(crate) fn kw_civil(c: &Candidate<'_>) -> Span {
    let d = digits(c, 12)?;
    let check = 11 - d.sum(&[2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]) % 11;
    c.whole(matches!(d.at(0), 2 | 3) && d.yymmdd(1) && check == d.at(11))
}

/// Egyptian national number: century, birthday, governorate, serial, check digit.
pub(crate) fn eg_national(c: &Candidate<'_>) -> Span {
    let d = digits(c, 14)?;
    let place = matches!(d.number(7, 2), 1..=4 | 11..=19 | 21..=29 | 31..=35 | 88);
    c.whole(matches!(d.at(0), 2 | 3) && d.yymmdd(1) && place)
}

/// South African identity number (Identification Act 68 of 1997): birthday, sex, status 0 to 2, Luhn.
pub(crate) fn za_identity(c: &Candidate<'_>) -> Span {
    let d = digits(c, 13)?;
    c.whole(d.yymmdd(0) && d.at(10) < 3 && d.at(11) > 7 && d.luhn(13))
}

/// Australian tax file number (ATO): nine digits modulo 11.
pub(crate) fn au_tfn(c: &Candidate<'_>) -> Span {
    c.whole(digits(c, 9)?.balanced(&[1, 4, 3, 7, 5, 8, 6, 9, 10], 11))
}

/// Australian business number (ABR): eleven digits, the first less one, modulo 89.
pub(crate) fn au_abn(c: &Candidate<'_>) -> Span {
    let d = digits(c, 11)?;
    let total = d.sum(&[10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19]);
    c.whole(d.at(0) > 0 && (total - 10).is_multiple_of(89))
}

/// Australian company number (ASIC): nine digits modulo 10.
pub(crate) fn au_acn(c: &Candidate<'_>) -> Span {
    c.whole(digits(c, 9)?.check(&[8, 7, 6, 5, 4, 3, 2, 1], 10, to_ten))
}

/// Australian Medicare card (Services Australia): 2 to 6 first, check digit, issue number, perhaps a place on the card.
pub(crate) fn au_medicare(c: &Candidate<'_>) -> Span {
    let d = digits(c, 10).or_else(|| digits(c, 11))?;
    c.whole((2..=6).contains(&d.at(0)) && d.at(9) > 0 && d.check(&[1, 3, 7, 9, 1, 3, 7, 9], 10, units))
}

/// New Zealand tax number (IRD): eight or nine digits, two sets of weights modulo 11.
pub(crate) fn nz_ird(c: &Candidate<'_>) -> Span {
    let code = Code::read(c, 9).or_else(|| Code::read(c, 8))?;
    let body = code.text().len() - 1;
    let d = code.digits(0, body + 1)?;
    let last = |weights: [u32; 8]| {
        let total: u32 = weights.iter().skip(8 - body).enumerate().map(|(i, weight)| d.at(i) * weight).sum();
        to_eleven(total)
    };
    let first = last([3, 2, 7, 6, 5, 4, 3, 2]);
    let check = if first == 10 { last([7, 4, 3, 2, 5, 2, 7, 6]) } else { first };
    let range = (10_000_000..150_000_000).contains(&d.number(0, body + 1));
    c.whole(range && check == d.at(body))
}

#[cfg(test)]
mod tests {
    use super::super::check::tests::holds;
    use super::*;

    #[test]
    fn india_and_china() {
        holds(in_aadhaar, &["4572 0800 5119", "2345 6789 0124"], &["4572 0800 5110", "0572 0800 5119"]);
        holds(in_pan, &["EFPPX9785F"], &["EFPDX9785F", "EFPPX0000F"]);
        holds(in_gstin, &["27UHVPN2629R1ZP"], &["27UHVPN2629R1ZQ"]);
        holds(in_gstin_shape, &["27UHVPN2629R1ZQ"], &["00UHVPN2629R1ZQ", "27UHVPN2629R1YQ"]);
        // The example of GB 11643.
        holds(cn_resident, &["11010519491231002X"], &["110105194912310021", "99010519491231002X"]);
        holds(cn_credit, &["911101052199773451"], &["911101052199773452"]);
        holds(tw_national, &["A123456789"], &["A123456788", "A323456789"]);
        holds(hk_card, &["A123456(3)"], &["A123456(4)"]);
    }

    #[test]
    fn eastern_and_southern_asia() {
        holds(jp_individual, &["7172 9521 9868"], &["7172 9521 9869"]);
        holds(jp_corporate, &["6782484968201"], &["7782484968201"]);
        holds(kr_resident, &["160413-1672123"], &["161313-1672123", "160413-5672123"]);
        holds(kr_resident_checked, &["160413-1672122"], &["160413-1672123"]);
        holds(kr_foreigner, &["160413-5672123"], &["160413-1672123"]);
        holds(kr_business, &["123-45-67891"], &["123-45-67892"]);
        holds(kr_driver, &["11-22-123456-12"], &["99-22-123456-12"]);
        holds(sg_nric, &["S1234567D", "t1234567j"], &["S1234567E", "A1234567D"]);
        holds(sg_uen, &["28256431D", "201936102E"], &["28256432D", "201936103E"]);
        holds(my_card, &["600124-77-9386"], &["601324-77-9386", "600124-00-9386"]);
        holds(th_identity, &["6-5214-87337-96-0"], &["6-5214-87337-96-1", "9-5214-87337-96-0"]);
        holds(id_nik, &["1101270407397707"], &["1101273507397707", "0001270407397707"]);
        holds(ph_tin, &["123-456-782-000"], &["123-456-783-000"]);
        holds(pk_cnic, &["19486-7115733-7"], &["99486-7115733-7"]);
        holds(vn_citizen, &["001085012345"], &["999085012345"]);
    }

    #[test]
    fn the_near_east_and_africa() {
        holds(ae_identity, &["784-1985-1234567-3"], &["784-1985-1234567-4", "783-1985-1234567-3"]);
        holds(sa_identity, &["1023456781"], &["1023456782", "3023456781"]);
        holds(il_identity, &["279325666"], &["279325667"]);
        holds(ir_national, &["0499370899"], &["0499370898"]);
        holds(kw_civil, &["285031501248"], &["285031501249", "485031501248"]);
        holds(eg_national, &["28503150112345"], &["28513150112345", "28503159912345"]);
        holds(za_identity, &["8308128289088"], &["8308128289089", "8313128289088"]);
    }

    #[test]
    fn australia_and_new_zealand() {
        holds(au_tfn, &["080 386 802"], &["080 386 803"]);
        holds(au_abn, &["65 229 818 878"], &["65 229 818 879"]);
        holds(au_acn, &["283 315 891"], &["283 315 892"]);
        holds(au_medicare, &["2951 23457 1"], &["2951 23458 1", "9951 23457 1"]);
        holds(nz_ird, &["051-287-339", "90870203"], &["051-287-330", "90870204"]);
    }
}
