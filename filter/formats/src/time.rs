//! Points in time as microseconds since the Unix epoch, and RFC 3339 in UTC with six fractional digits.

use alloc::{format, string::String};

/// Microseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Micros(pub u64);

const MICROS_PER_SEC: u64 = 1_000_000;
const SECS_PER_DAY: u64 = 86_400;

impl Micros {
    /// Whole seconds since the epoch.
    pub fn as_secs(self) -> u64 {
        self.0 / MICROS_PER_SEC
    }

    /// From whole seconds since the epoch; saturates.
    pub fn from_secs(secs: u64) -> Self {
        Self(secs.saturating_mul(MICROS_PER_SEC))
    }

    /// `2026-11-22T07:36:12.123456Z`. Times after the year 9999 print their full year.
    pub fn to_rfc3339(self) -> String {
        let (days, of_day) = (self.as_secs() / SECS_PER_DAY, self.as_secs() % SECS_PER_DAY);
        let (year, month, day) = civil_from_days(days);
        format!(
            "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}.{:06}Z",
            of_day / 3600,
            of_day % 3600 / 60,
            of_day % 60,
            self.0 % MICROS_PER_SEC
        )
    }

    /// Reads `YYYY-MM-DDTHH:MM:SS[.fraction]Z` from 1970 on; `None` for other forms, offsets and impossible dates.
    pub fn parse_rfc3339(text: &str) -> Option<Self> {
        let text = text.strip_suffix('Z')?;
        let (date, clock) = text.split_once('T')?;
        let (clock, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
        let mut date = date.splitn(3, '-').map(number);
        let (year, month, day) = (date.next()??, date.next()??, date.next()??);
        let mut clock = clock.splitn(3, ':').map(number);
        let (hour, minute, second) = (clock.next()??, clock.next()??, clock.next()??);
        if !(1970..=9999).contains(&year) || hour > 23 || minute > 59 || second > 59 || fraction.len() > 9 {
            return None;
        }
        let days = days_from_civil(year, month, day);
        if civil_from_days(days) != (year, month, day) {
            return None;
        }
        let mut micros = 0;
        let mut scale = MICROS_PER_SEC / 10;
        for digit in fraction.bytes() {
            micros += u64::from(digit.is_ascii_digit().then(|| digit - b'0')?) * scale;
            scale /= 10;
        }
        Some(Self((days * SECS_PER_DAY + hour * 3600 + minute * 60 + second) * MICROS_PER_SEC + micros))
    }
}

fn number(text: &str) -> Option<u64> {
    (!text.is_empty() && text.len() <= 4 && text.bytes().all(|b| b.is_ascii_digit()))
        .then(|| text.parse().ok())?
}

// The proleptic Gregorian calendar in eras of 400 years that begin on 1 March, so that the leap day comes last.
const DAYS_TO_EPOCH: u64 = 719_468;
const DAYS_PER_ERA: u64 = 146_097;

fn civil_from_days(days: u64) -> (u64, u64, u64) {
    let shifted = days + DAYS_TO_EPOCH;
    let (era, of_era) = (shifted / DAYS_PER_ERA, shifted % DAYS_PER_ERA);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let march_month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * march_month + 2) / 5 + 1;
    let month = if march_month < 10 { march_month + 3 } else { march_month - 9 };
    (era * 400 + year_of_era + u64::from(month <= 2), month, day)
}

/// Out-of-range months and days give some other day, which the caller finds by converting back.
fn days_from_civil(year: u64, month: u64, day: u64) -> u64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, year_of_era) = (year / 400, year % 400);
    let march_month = (month + 9) % 12;
    let of_year = (153 * march_month + 2) / 5 + day.max(1) - 1;
    let of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + of_year;
    (era * DAYS_PER_ERA + of_era).saturating_sub(DAYS_TO_EPOCH)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_instants() {
        for (micros, text) in [
            (0, "1970-01-01T00:00:00.000000Z"),
            (951_782_400_000_000, "2000-02-29T00:00:00.000000Z"),
            (1_795_332_972_123_456, "2026-11-22T07:36:12.123456Z"),
            (4_107_542_399_999_999, "2100-02-28T23:59:59.999999Z"),
        ] {
            assert_eq!(Micros(micros).to_rfc3339(), text);
            assert_eq!(Micros::parse_rfc3339(text), Some(Micros(micros)));
        }
        assert_eq!(Micros::parse_rfc3339("2026-11-22T07:36:12Z"), Some(Micros(1_795_332_972_000_000)));
    }

    #[test]
    fn other_forms_are_refused() {
        for text in [
            "",
            "2026-11-22",
            "2026-02-29T00:00:00Z",
            "2026-13-01T00:00:00Z",
            "2026-00-10T00:00:00Z",
            "2026-01-00T00:00:00Z",
            "2026-01-01T24:00:00Z",
            "2026-01-01T00:00:00+00:00",
            "2026-01-01T00:00:00.1234567890Z",
            "1969-12-31T23:59:59Z",
            "2026-01-01T00:00:00.12x4Z",
            "-026-01-01T00:00:00Z",
        ] {
            assert_eq!(Micros::parse_rfc3339(text), None, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn round_trip(micros in 0u64..253_402_300_799_999_999) {
            proptest::prop_assert_eq!(Micros::parse_rfc3339(&Micros(micros).to_rfc3339()), Some(Micros(micros)));
        }

        #[test]
        fn no_text_panics(text in "\\PC{0,40}") {
            let _ = Micros::parse_rfc3339(&text);
        }
    }
}
