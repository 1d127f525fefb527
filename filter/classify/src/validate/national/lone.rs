//! A text that is nothing but one value: a field of a form, a cell, an argument of a tool.
//!
//! No word stands beside such a value, but nothing else does either. So shapes that would be noise inside of prose are taken here, at low
//! confidence.

use super::super::{Candidate, Span, Validator, financial};
use super::{american, asian, eastern, german, nordic, southern, western};

/// Longest text that is looked at.
const LONGEST: usize = 40;

/// The candidate, if it is the whole text but for space and quotes around it.
pub(crate) fn lone(c: &Candidate<'_>) -> Span {
    let around = |b: &u8| b.is_ascii_whitespace() || matches!(b, b'"' | b'\'');
    let before = c.text.get(..c.start)?;
    let after = c.text.get(c.end..)?;
    c.whole(c.text.len() <= LONGEST && before.iter().all(around) && after.iter().all(around))
}

/// Every scheme whose check digits or dates rule out nine numbers of ten or so: the number of digits and letters, the groups that it is
/// written in (3-3-4 is 334; 0 for together only), the check. Schemes with a telling form have detectors that find them in prose.
const SCHEMES: &[(usize, u32, Validator)] = &[
    (8, 0, southern::es_nif),
    (8, 0, western::ie_pps),
    (9, 333, american::ca_sin),
    (9, 333, asian::au_acn),
    (9, 333, asian::au_tfn),
    (9, 0, asian::il_identity),
    (9, 0, eastern::hu_social),
    (9, 0, german::de_physician),
    (9, 0, nordic::no_organisation),
    (9, 0, southern::cy_tax),
    (9, 0, southern::es_cif),
    (9, 0, southern::es_nif),
    (9, 0, southern::gr_tax),
    (9, 0, southern::pt_nif),
    (9, 0, western::ie_pps),
    (9, 333, western::nl_bsn),
    (10, 0, american::us_npi),
    (10, 0, asian::au_medicare),
    (10, 0, asian::ir_national),
    (10, 0, asian::kr_business),
    (10, 0, asian::sa_identity),
    (10, 0, eastern::bg_egn),
    (10, 0, eastern::cz_birth),
    (10, 0, eastern::hu_tax),
    (10, 0, eastern::pl_nip),
    (10, 0, eastern::ua_tax),
    (10, 0, german::at_insurance),
    (10, 0, nordic::dk_cpr_checked),
    (10, 0, nordic::is_kennitala),
    (10, 0, nordic::se_organisation),
    (10, 0, nordic::se_person),
    (10, 0, southern::tr_tax),
    (10, 334, western::gb_nhs),
    (10, 0, western::gb_utr),
    (11, 0, american::ar_cuit),
    (11, 0, american::br_cpf),
    (11, 0, american::pe_ruc),
    (11, 0, asian::au_abn),
    (11, 0, eastern::hr_oib),
    (11, 0, eastern::hu_personal),
    (11, 0, eastern::pl_pesel),
    (11, 0, eastern::ru_snils),
    (11, 0, german::de_tax_id),
    (11, 0, nordic::ee_lt_person),
    (11, 0, nordic::lv_person),
    (11, 0, nordic::no_birth),
    (11, 0, southern::gr_amka),
    (11, 0, southern::it_vat),
    (11, 0, southern::pt_social),
    (11, 0, southern::tr_national),
    (11, 0, western::be_national),
    (12, 444, asian::in_aadhaar),
    (12, 0, asian::jp_individual),
    (12, 0, asian::kw_civil),
    (12, 0, eastern::kz_iin),
    (12, 0, eastern::ru_inn),
    (12, 0, southern::es_social),
    (13, 0, asian::kr_foreigner),
    (13, 0, asian::kr_resident),
    (13, 0, asian::th_identity),
    (13, 0, german::ch_insurance),
    (13, 0, western::fr_tax),
    (14, 0, american::br_cnpj),
    (14, 0, eastern::pl_regon),
    (14, 0, western::fr_siret),
    (15, 0, asian::ae_identity),
    (16, 0, asian::id_nik),
];

/// A text of 8 to 16 digits and letters, together or in groups, that keeps the check digits of some country's numbers.
pub(crate) fn lone_number(c: &Candidate<'_>) -> Span {
    if c.text.len() > LONGEST {
        return None;
    }
    let rest = c.text.get(c.start..)?;
    let separator = rest.iter().find(|b| !b.is_ascii_alphanumeric()).copied().filter(|b| b" -.:".contains(b));
    let part = |b: &&u8| b.is_ascii_alphanumeric() || Some(**b) == separator;
    let value = rest.iter().take_while(part).count();
    let trimmed = rest.get(..value)?.trim_ascii_end();
    let count = trimmed.iter().filter(|b| b.is_ascii_alphanumeric()).count();
    let mut groups = 0u32;
    for group in trimmed.split(|b| !b.is_ascii_alphanumeric()).filter(|_| count < trimmed.len()) {
        groups = groups.wrapping_mul(10).wrapping_add(u32::try_from(group.len()).unwrap_or(0));
    }
    let value = Candidate { text: c.text, start: c.start, end: c.start + trimmed.len() };
    lone(&value)?;
    let fits = |scheme: &&(usize, u32, Validator)| scheme.0 == count && (groups == 0 || groups == scheme.1);
    SCHEMES.iter().filter(fits).find_map(|(.., check)| check(&value))
}

/// A number in any grouping that keeps the check digits of some country's numbers: for places beside a word that names no country.
pub(crate) fn known_number(c: &Candidate<'_>) -> Span {
    let count = c.bytes().iter().filter(|b| b.is_ascii_alphanumeric()).count();
    SCHEMES.iter().filter(|(length, ..)| *length == count).find_map(|(.., check)| check(c))
}

/// A lone taxpayer number of the United States.
pub(crate) fn lone_itin(c: &Candidate<'_>) -> Span {
    lone(c).and_then(|_| american::us_itin(c))
}

/// A lone bank routing number of the United States.
pub(crate) fn lone_routing(c: &Candidate<'_>) -> Span {
    lone(c).and_then(|_| financial::us_routing(c))
}

/// A lone German passport or identity card.
pub(crate) fn lone_de_document(c: &Candidate<'_>) -> Span {
    lone(c).and_then(|_| german::de_document(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(validator: fn(&Candidate<'_>) -> Span, text: &str, start: usize, end: usize) -> Span {
        validator(&Candidate { text: text.as_bytes(), start, end })
    }

    #[test]
    fn only_what_stands_alone() {
        assert_eq!(found(lone, "X1234567", 0, 8), Some((0, 8)));
        assert_eq!(found(lone, " \"X1234567\"\n", 2, 10), Some((2, 10)));
        assert_eq!(found(lone, "a X1234567", 2, 10), None);
        assert_eq!(found(lone_number, "943 476 5919", 0, 3), Some((0, 12)));
        assert_eq!(found(lone_number, "943 476-5919", 0, 3), None);
        assert_eq!(found(lone_number, "943 476 5919 is it", 0, 3), None);
        assert_eq!(found(lone_number, "111111111", 0, 9), None);
        assert_eq!(found(lone_number, "943 4765 919", 0, 3), None);
        assert_eq!(found(lone_number, "9434765919 ", 0, 10), Some((0, 10)));
        assert_eq!(found(known_number, "no. 943-476-5919", 4, 16), Some((4, 16)));
        assert_eq!(found(known_number, "no. 943-476-5918", 4, 16), None);
        assert_eq!(found(lone_itin, "911701234", 0, 9), Some((0, 9)));
        assert_eq!(found(lone_itin, "number 911701234", 7, 16), None);
    }
}
