//! Checks beyond a pattern: check digits, ranges, shapes.

mod address;
mod address_label;
mod address_words;
mod age;
mod date;
mod date_figures;
mod date_words;
mod financial;
mod health;
mod locality;
mod national;
mod near;
mod network;
mod phone;
mod phone_plan;
mod postal;
mod secret;
mod web;

/// A place that a detector looks at.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Candidate<'t> {
    /// The text in plain form.
    pub text: &'t [u8],
    /// First byte of the match or of its capture group; where there is no pattern, of the trigger.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
}

impl<'t> Candidate<'t> {
    /// The bytes of the candidate.
    pub(crate) fn bytes(&self) -> &'t [u8] {
        self.text.get(self.start..self.end).unwrap_or_default()
    }

    /// The candidate as it is, if it passed.
    pub(crate) fn whole(&self, valid: bool) -> Span {
        valid.then_some((self.start, self.end))
    }

    /// The byte before the candidate.
    pub(crate) fn before(&self) -> Option<u8> {
        self.start.checked_sub(1).and_then(|at| self.text.get(at)).copied()
    }
}

/// The bytes that are the finding, if a validator finds one.
pub(crate) type Span = Option<(usize, usize)>;

/// A check beyond a pattern.
pub(crate) type Validator = fn(&Candidate<'_>) -> Span;

/// Validators by the name that descriptions use; the families of numbers have their own.
const VALIDATORS: &[(&str, Validator)] = &[
    ("address_after", address_label::address_after),
    ("address_login", secret::address_login),
    ("address_no_number", address::address_no_number),
    ("address_unit", address::address_unit),
    ("age", age::age),
    ("age_after", age::age_after),
    ("age_told", age::age_told),
    ("anthropic_key", secret::anthropic_key),
    ("artifactory_key", secret::artifactory_key),
    ("assigned_secret", secret::assigned_secret),
    ("aws_key_id", secret::aws_key_id),
    ("azure_secret", secret::azure_secret),
    ("bare_domain", web::bare_domain),
    ("basic_login", secret::basic_login),
    ("call_login", secret::call_login),
    ("comment_key", secret::comment_key),
    ("crc_base62", secret::crc_base62),
    ("crc_hex", secret::crc_hex),
    ("date_day_and_month", date_figures::day_and_month),
    ("date_day_first", date::day_first),
    ("date_follows", date::follows),
    ("date_month_first", date::month_first),
    ("date_numeric", date_figures::numeric),
    ("date_signed", date_figures::signed),
    ("date_weekday", date::weekday),
    ("date_year", date::year),
    ("de_lanr", health::de_lanr),
    ("declared_secret", secret::declared_secret),
    ("email", web::email),
    ("email_example", web::email_example),
    ("encoded_block", secret::encoded_block),
    ("encoded_login", secret::encoded_login),
    ("flag_login", secret::flag_login),
    ("flag_password", secret::flag_password),
    ("fr_rpps", health::fr_rpps),
    ("gs1_device", health::gs1_device),
    ("handle", web::handle),
    ("ipv4", network::ipv4),
    ("ipv4_private", network::ipv4_private),
    ("ipv4_special", network::ipv4_special),
    ("ipv6", network::ipv6),
    ("ipv6_short", network::ipv6_short),
    ("jwt", secret::jwt),
    ("kerberos_hash", secret::kerberos_hash),
    ("keyed_secret", secret::keyed_secret),
    ("mac_address", network::mac_address),
    ("military_address", postal::military_address),
    ("named_hex", secret::named_hex),
    ("named_key", secret::named_key),
    ("named_secret", secret::named_secret),
    ("openai_key", secret::openai_key),
    ("pgpass", secret::pgpass),
    ("phone_alone", phone::phone_alone),
    ("phone_international", phone::phone_international),
    ("phone_local", phone::phone_local),
    ("phone_national", phone::phone_national),
    ("phone_north_american", phone::phone_north_american),
    ("plain_secret", secret::plain_secret),
    ("po_box", postal::po_box),
    ("postal_after", postal::postal_after),
    ("postal_position", postal::postal_position),
    ("postcode", postal::postcode),
    ("postcode_compact", postal::postcode_compact),
    ("private_key", secret::private_key),
    ("putty_key", secret::putty_key),
    ("random_token", secret::random_token),
    ("real_token", secret::real_token),
    ("record_id", health::record_id),
    ("slack_token", secret::slack_token),
    ("spoken_secret", secret::spoken_secret),
    ("street_address", address::street_address),
    ("street_corner", postal::street_corner),
    ("url", web::url),
    ("url_www", web::url_www),
    ("username", web::username),
    ("vague_record_id", health::vague_record_id),
    ("xml_key", secret::xml_key),
];

/// The validator of a name.
pub(crate) fn by_name(name: &str) -> Option<Validator> {
    let families = [VALIDATORS, financial::VALIDATORS, national::VALIDATORS];
    families.into_iter().flatten().find(|(known, _)| *known == name).map(|(_, validator)| *validator)
}

fn digits(bytes: &[u8]) -> impl DoubleEndedIterator<Item = u32> + '_ {
    bytes.iter().filter(|b| b.is_ascii_digit()).map(|b| u32::from(b - b'0'))
}
