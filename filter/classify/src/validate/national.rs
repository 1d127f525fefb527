//! Numbers that states and insurers give to persons and companies, by region.
//!
//! Each validator knows one scheme: its length, the parts that are a date or a region, its check digits. The arithmetic is shared
//! ([`check`]). Separators are the pattern's matter: validators pass over them.

mod american;
mod asian;
pub(in crate::validate) mod check;
mod eastern;
mod german;
mod lone;
mod nordic;
mod southern;
mod western;

use super::Validator;

/// Validators by the name that descriptions use.
pub(super) const VALIDATORS: &[(&str, Validator)] = &[
    ("ae_identity", asian::ae_identity),
    ("ar_cbu", american::ar_cbu),
    ("ar_cuit", american::ar_cuit),
    ("at_insurance", german::at_insurance),
    ("at_tax", german::at_tax),
    ("at_vat", german::at_vat),
    ("au_abn", asian::au_abn),
    ("au_acn", asian::au_acn),
    ("au_medicare", asian::au_medicare),
    ("au_tfn", asian::au_tfn),
    ("be_enterprise", western::be_enterprise),
    ("be_national", western::be_national),
    ("bg_company", eastern::bg_company),
    ("bg_egn", eastern::bg_egn),
    ("bg_foreigner", eastern::bg_foreigner),
    ("br_cnh", american::br_cnh),
    ("br_cnpj", american::br_cnpj),
    ("br_cpf", american::br_cpf),
    ("br_pis", american::br_pis),
    ("br_voter", american::br_voter),
    ("by_identity", eastern::by_identity),
    ("ca_bc_health", american::ca_bc_health),
    ("ca_business", american::ca_business),
    ("ca_ohip", american::ca_ohip),
    ("ca_ramq", american::ca_ramq),
    ("ca_sin", american::ca_sin),
    ("ch_company", german::ch_company),
    ("ch_insurance", german::ch_insurance),
    ("cl_rut", american::cl_rut),
    ("cn_credit", asian::cn_credit),
    ("cn_resident", asian::cn_resident),
    ("co_nit", american::co_nit),
    ("cy_tax", southern::cy_tax),
    ("cz_birth", eastern::cz_birth),
    ("cz_company", eastern::cz_company),
    ("de_document", german::de_document),
    ("de_driver", german::de_driver),
    ("de_health", german::de_health),
    ("de_pension", german::de_pension),
    ("de_physician", german::de_physician),
    ("de_practice", german::de_practice),
    ("de_tax_id", german::de_tax_id),
    ("de_tax_number", german::de_tax_number),
    ("de_vat", german::de_vat),
    ("dk_cpr", nordic::dk_cpr),
    ("dk_cpr_checked", nordic::dk_cpr_checked),
    ("dk_cvr", nordic::dk_cvr),
    ("do_card", american::do_card),
    ("ec_card", american::ec_card),
    ("ee_lt_person", nordic::ee_lt_person),
    ("ee_vat", nordic::ee_vat),
    ("eg_national", asian::eg_national),
    ("es_cif", southern::es_cif),
    ("es_nie", southern::es_nie),
    ("es_nif", southern::es_nif),
    ("es_social", southern::es_social),
    ("es_vat", southern::es_vat),
    ("fi_business", nordic::fi_business),
    ("fi_hetu", nordic::fi_hetu),
    ("fr_nir", western::fr_nir),
    ("fr_siren", western::fr_siren),
    ("fr_siret", western::fr_siret),
    ("fr_tax", western::fr_tax),
    ("fr_vat", western::fr_vat),
    ("gb_driver", western::gb_driver),
    ("gb_nhs", western::gb_nhs),
    ("gb_nino", western::gb_nino),
    ("gb_utr", western::gb_utr),
    ("gb_vat", western::gb_vat),
    ("gr_amka", southern::gr_amka),
    ("gr_tax", southern::gr_tax),
    ("hk_card", asian::hk_card),
    ("hr_oib", eastern::hr_oib),
    ("hu_company", eastern::hu_company),
    ("hu_personal", eastern::hu_personal),
    ("hu_social", eastern::hu_social),
    ("hu_tax", eastern::hu_tax),
    ("id_nik", asian::id_nik),
    ("ie_pps", western::ie_pps),
    ("ie_vat", western::ie_vat),
    ("il_identity", asian::il_identity),
    ("in_aadhaar", asian::in_aadhaar),
    ("in_gstin", asian::in_gstin),
    ("in_gstin_shape", asian::in_gstin_shape),
    ("in_pan", asian::in_pan),
    ("ir_national", asian::ir_national),
    ("is_kennitala", nordic::is_kennitala),
    ("it_fiscal", southern::it_fiscal),
    ("it_vat", southern::it_vat),
    ("jp_corporate", asian::jp_corporate),
    ("jp_individual", asian::jp_individual),
    ("kr_business", asian::kr_business),
    ("kr_driver", asian::kr_driver),
    ("kr_foreigner", asian::kr_foreigner),
    ("kr_resident", asian::kr_resident),
    ("kr_resident_checked", asian::kr_resident_checked),
    ("kw_civil", asian::kw_civil),
    ("kz_iin", eastern::kz_iin),
    ("known_number", lone::known_number),
    ("lone", lone::lone),
    ("lone_de_document", lone::lone_de_document),
    ("lone_itin", lone::lone_itin),
    ("lone_number", lone::lone_number),
    ("lone_routing", lone::lone_routing),
    ("lt_vat", nordic::lt_vat),
    ("lu_national", western::lu_national),
    ("lu_vat", western::lu_vat),
    ("lv_person", nordic::lv_person),
    ("lv_vat", nordic::lv_vat),
    ("mt_vat", southern::mt_vat),
    ("mx_clabe", american::mx_clabe),
    ("mx_curp", american::mx_curp),
    ("mx_nss", american::mx_nss),
    ("mx_rfc", american::mx_rfc),
    ("mx_rfc_shape", american::mx_rfc_shape),
    ("my_card", asian::my_card),
    ("nl_bsn", western::nl_bsn),
    ("nl_vat", western::nl_vat),
    ("no_birth", nordic::no_birth),
    ("no_organisation", nordic::no_organisation),
    ("nz_ird", asian::nz_ird),
    ("pe_ruc", american::pe_ruc),
    ("ph_tin", asian::ph_tin),
    ("pk_cnic", asian::pk_cnic),
    ("pl_card", eastern::pl_card),
    ("pl_nip", eastern::pl_nip),
    ("pl_passport", eastern::pl_passport),
    ("pl_pesel", eastern::pl_pesel),
    ("pl_regon", eastern::pl_regon),
    ("plain_number", american::plain_number),
    ("pt_card", southern::pt_card),
    ("pt_nif", southern::pt_nif),
    ("pt_social", southern::pt_social),
    ("ro_cnp", eastern::ro_cnp),
    ("ro_company", eastern::ro_company),
    ("rs_tax", eastern::rs_tax),
    ("ru_inn", eastern::ru_inn),
    ("ru_ogrn", eastern::ru_ogrn),
    ("ru_snils", eastern::ru_snils),
    ("sa_identity", asian::sa_identity),
    ("se_organisation", nordic::se_organisation),
    ("se_person", nordic::se_person),
    ("sg_nric", asian::sg_nric),
    ("sg_uen", asian::sg_uen),
    ("si_tax", eastern::si_tax),
    ("sk_vat", eastern::sk_vat),
    ("th_identity", asian::th_identity),
    ("tr_national", southern::tr_national),
    ("tr_tax", southern::tr_tax),
    ("tw_national", asian::tw_national),
    ("ua_tax", eastern::ua_tax),
    ("us_dea", american::us_dea),
    ("us_ein", american::us_ein),
    ("us_itin", american::us_itin),
    ("us_mbi", american::us_mbi),
    ("us_npi", american::us_npi),
    ("us_ssn", american::us_ssn),
    ("uy_card", american::uy_card),
    ("ve_rif", american::ve_rif),
    ("vn_citizen", asian::vn_citizen),
    ("yu_citizen", eastern::yu_citizen),
    ("za_identity", asian::za_identity),
];

#[cfg(test)]
mod tests {
    use super::super::{Candidate, by_name, financial};
    use super::*;

    proptest::proptest! {
        #[test]
        fn no_text_upsets_a_validator(
            text in "([0-9]{1,24}|[A-Z]{1,6}|[a-z]{1,3}|[ .:/_-]|é|中|\\PC){0,8}",
            from in 0usize..40,
            length in 0usize..40,
        ) {
            let end = text.len().min(from + length);
            let candidate = Candidate { text: text.as_bytes(), start: from.min(end), end };
            for (name, validator) in VALIDATORS.iter().chain(financial::VALIDATORS) {
                if let Some((start, end)) = validator(&candidate) {
                    proptest::prop_assert!(start <= end && end <= text.len(), "{name}");
                }
            }
        }
    }

    #[test]
    fn every_name_is_given_once() {
        for (index, (name, _)) in VALIDATORS.iter().enumerate() {
            assert!(by_name(name).is_some());
            assert!(VALIDATORS.iter().skip(index + 1).all(|(other, _)| other != name), "{name}");
        }
    }
}
