//! Germany, Austria, Switzerland, Liechtenstein.

use super::super::{Candidate, Span};
use super::check::{Code, Digits, date, digits, to_ten, value};

/// Identification number (Abgabenordnung §139b): ISO 7064 MOD 11,10; no leading zero, no digit more than three times.
pub(crate) fn de_tax_id(c: &Candidate<'_>) -> Span {
    let d = digits(c, 11)?;
    let often = (0..10).any(|digit| (0..10).filter(|i| d.at(*i) == digit).count() > 3);
    c.whole(d.at(0) != 0 && !often && d.iso_11_10(11))
}

/// VAT number (Umsatzsteuergesetz §27a): DE and nine digits, ISO 7064 MOD 11,10.
pub(crate) fn de_vat(c: &Candidate<'_>) -> Span {
    let code = Code::read(c, 11)?;
    let d = code.digits(2, 9)?;
    c.whole(code.text().starts_with(b"DE") && d.at(0) != 0 && d.iso_11_10(9))
}

/// Identity card or passport (Passverwaltungsvorschrift; ICAO Doc 9303): nine characters without vowels, of which at least three
/// are digits; a tenth is the check digit with the weights 7, 3, 1.
pub(crate) fn de_document(c: &Candidate<'_>) -> Span {
    let code = Code::of(c.bytes())?;
    let (serial, check) = (code.text().get(..9)?, code.text().get(9..)?);
    let alphabet = serial.iter().all(|b| b.is_ascii_digit() || b"CFGHJKLMNPRTVWXYZ".contains(b));
    let numeric = serial.iter().filter(|b| b.is_ascii_digit()).count() >= 3;
    let sum = super::check::sum(serial, &[7, 3, 1, 7, 3, 1, 7, 3, 1]);
    let checked = match check {
        [] => true,
        [digit] => digit.is_ascii_digit() && value(*digit) == sum % 10,
        _ => false,
    };
    c.whole(alphabet && numeric && !code.at(0).is_ascii_digit() && checked)
}

/// Health insurance number (SGB V §290): a letter as two digits, eight digits, check digit by digit sums with weights 1, 2.
pub(crate) fn de_health(c: &Candidate<'_>) -> Span {
    let code = Code::read(c, 10)?;
    let d = code.digits(1, 9)?;
    let letter = letter_number(code.at(0))?;
    let sum = (1..9).fold(letter / 10 + digit_sum(letter % 10 * 2), |sum, i| {
        sum + digit_sum(d.at(i - 1) * if i % 2 == 1 { 1 } else { 2 })
    });
    c.whole(sum % 10 == d.at(8))
}

/// Pension insurance number (SGB VI §147; VKVV §2): area, birthday (the day may be raised by 50), first letter of the birth name,
/// serial, check digit.
pub(crate) fn de_pension(c: &Candidate<'_>) -> Span {
    let code = Code::read(c, 12)?;
    let (front, back) = (code.digits(0, 8)?, code.digits(9, 3)?);
    let letter = letter_number(code.at(8))?;
    let born = front.number(2, 2) % 50;
    let area = front.number(0, 2);
    let body = (0..8).map(|i| front.at(i)).chain([letter / 10, letter % 10, back.at(0), back.at(1)]);
    let sum: u32 =
        body.zip([2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1]).map(|(digit, weight)| digit_sum(digit * weight)).sum();
    let real = front.number(2, 2) < 82 && date(front.number(6, 2), front.number(4, 2), born);
    c.whole(area > 1 && real && sum % 10 == back.at(2))
}

fn letter_number(byte: u8) -> Option<u32> {
    byte.is_ascii_uppercase().then(|| u32::from(byte - b'A') + 1)
}

fn digit_sum(number: u32) -> u32 {
    number / 10 + number % 10
}

/// Physician number (KBV, Arztnummern-Richtlinie): six digits, check digit by weights 4, 9, and the group of specialists.
pub(crate) fn de_physician(c: &Candidate<'_>) -> Span {
    let d = digits(c, 9)?;
    c.whole(d.check(&[4, 9, 4, 9, 4, 9], 10, to_ten) && d.number(7, 2) > 0)
}

/// Practice number (KBV, BSNR-Richtlinie): two digits of the association, seven digits.
pub(crate) fn de_practice(c: &Candidate<'_>) -> Span {
    let d = digits(c, 9)?;
    c.whole(d.number(0, 2) > 0 && d.number(2, 7) > 0)
}

/// Driving licence (Fahrerlaubnis-Verordnung annex 8): authority, serial, check character, number of copies: eleven characters, a
/// letter or digit and two digits first.
pub(crate) fn de_driver(c: &Candidate<'_>) -> Span {
    let code = Code::read(c, 11)?;
    let authority = code.digits(1, 2).is_some();
    let numeric = code.text().iter().filter(|b| b.is_ascii_digit()).count();
    c.whole(authority && code.at(0).is_ascii_uppercase() && (5..11).contains(&numeric))
}

/// Social insurance number (ASVG §31): three digits, check digit, birthday; months 13 to 15 stand for unknown days.
pub(crate) fn at_insurance(c: &Candidate<'_>) -> Span {
    let d = digits(c, 10)?;
    let rest = d.sum(&[3, 7, 9, 0, 5, 8, 4, 2, 1, 6]) % 11;
    let month = d.number(6, 2);
    let real = if month > 12 { month < 16 && d.number(4, 2) < 32 } else { d.ddmmyy(4) };
    c.whole(d.at(0) != 0 && rest == d.at(3) && real)
}

/// VAT number (UStG Art. 28): ATU and eight digits, Luhn's products with an offset.
pub(crate) fn at_vat(c: &Candidate<'_>) -> Span {
    let code = Code::read(c, 11)?;
    let d = code.digits(3, 8)?;
    let sum: u32 = (0..7).map(|i| digit_sum(d.at(i) * if i % 2 == 0 { 1 } else { 2 })).sum();
    c.whole(code.text().starts_with(b"ATU") && to_ten(sum + 4) == d.at(7))
}

/// AHV number (AHVG Art. 50c): 756 and ten digits, EAN-13 check digit.
pub(crate) fn ch_insurance(c: &Candidate<'_>) -> Span {
    let d = digits(c, 13)?;
    c.whole(d.number(0, 3) == 756 && d.balanced(&[1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1], 10))
}

/// Company number (UIDG): CHE and nine digits, modulo 11.
pub(crate) fn ch_company(c: &Candidate<'_>) -> Span {
    let code = Code::read(c, 12).or_else(|| {
        // With the addition for VAT: MWST, TVA or IVA.
        let text = c.bytes();
        [&b"MWST"[..], b"TVA", b"IVA"].iter().find_map(|tail| {
            let front = text.len().checked_sub(tail.len())?;
            text.get(front..).filter(|end| end.eq_ignore_ascii_case(tail))?;
            Code::of(text.get(..front)?).filter(|code| code.text().len() == 12)
        })
    })?;
    let d = code.digits(3, 9)?;
    let good = d.check(&[5, 4, 3, 2, 7, 6, 5, 4], 11, |rest| if rest == 0 { 0 } else { 11 - rest });
    c.whole(code.text().starts_with(b"CHE") && good)
}

/// Tax number of an Austrian tax office: office, number and a check digit by Luhn's products.
pub(crate) fn at_tax(c: &Candidate<'_>) -> Span {
    let d = digits(c, 9)?;
    c.whole(d.luhn(9))
}

/// German tax number in the form of one of the states, or in the national form of thirteen digits with a zero at the fifth place.
pub(crate) fn de_tax_number(c: &Candidate<'_>) -> Span {
    let code = Code::of(c.bytes())?;
    let d = Digits::of(code.text())?;
    let national = || d.number(0, 2) > 9 && d.at(4) == 0;
    c.whole(match code.text().len() {
        10 | 11 => d.number(0, 10) > 0,
        13 => national(),
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::super::check::tests::holds;
    use super::*;

    #[test]
    fn germany() {
        holds(
            de_tax_id,
            &["86095742719", "47 036 892 816", "65929970489"],
            &["86095742718", "06095742719", "11111111111"],
        );
        holds(de_vat, &["DE136695976", "DE 136 695 976"], &["DE136695978", "AT136695976", "DE036695976"]);
        holds(
            de_document,
            &["L01X00T47", "L01X00T471", "C01X00T478"],
            &["L01X00T472", "A01X00T47", "LMNPRTVWX", "012345678"],
        );
        holds(de_health, &["A123456780", "a123456780"], &["A123456781", "1123456780", "A12345678"]);
        holds(
            de_pension,
            &["15070649C103", "15 070649 C 103"],
            &["15070649C104", "15071349C103", "150706491103"],
        );
        holds(de_physician, &["123456601"], &["123456701", "123456600"]);
        holds(de_practice, &["021234568"], &["001234568", "02123456"]);
        holds(de_driver, &["B072RRE2I55"], &["BO72RRE2I55", "B0721234567890"]);
        holds(de_tax_number, &["93815/08152", "181/815/08155", "2893081508152"], &["2893181508152"]);
    }

    #[test]
    fn austria_and_switzerland() {
        holds(at_insurance, &["1237 010180"], &["1238 010180", "1237 321380"]);
        holds(at_vat, &["ATU13585627"], &["ATU13585626", "DEU13585627"]);
        holds(at_tax, &["59-119/9013"], &["59-119/9014"]);
        holds(ch_insurance, &["756.9217.0769.85", "7569217076985"], &["756.9217.0769.84", "7579217076985"]);
        holds(
            ch_company,
            &["CHE-100.155.212", "CHE100155212", "CHE-100.155.212 MWST"],
            &["CHE-100.155.213", "ABC-100.155.212"],
        );
    }
}
