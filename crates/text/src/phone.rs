//! Phone numbers: read as people write them, stored after E.164, shown as people dial them.

use rlibphonenumber::{NumberLengthType, ParseError, PhoneNumber, PhoneNumberFormat, Region, ValidationError};

/// A phone number that may exist.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Phone {
    /// As E.164 has it (`+79123456789`), with `;ext=12` behind it if there is an extension
    /// (RFC 3966, 3: so that `tel:` before it makes a link). [`parse`] reads it back.
    pub e164: String,
}

/// Why a text is no phone number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PhoneError {
    #[error("this is not a phone number")]
    NotAPhone,
    #[error("the phone number is too short")]
    TooShort,
    #[error("the phone number is too long")]
    TooLong,
    /// There is no country code, or none that exists, and no default country.
    #[error("the phone number needs its country code, such as +380")]
    CountryUnknown,
}

impl PhoneError {
    /// The id of the sentence that tells a person so.
    pub fn message_id(self) -> &'static str {
        match self {
            PhoneError::NotAPhone => "phone-not-a-phone",
            PhoneError::TooShort => "phone-too-short",
            PhoneError::TooLong => "phone-too-long",
            PhoneError::CountryUnknown => "phone-country-unknown",
        }
    }
}

/// Reads a phone number as people write it; a number without country code is one of
/// `default_country` (two letters after ISO 3166-1).
///
/// ```
/// let phone = text::phone::parse("8 (912) 345-67-89", Some("RU"))?;
/// assert_eq!(phone.e164, "+79123456789");
/// assert_eq!(phone.international(), "+7 912 345-67-89");
/// # Ok::<(), text::PhoneError>(())
/// ```
///
/// # Errors
/// Says what is wrong with the text. A number whose length fits its country is taken even when its range is not in use:
/// ranges are opened faster than programs are updated, and a customer base holds numbers of the past.
pub fn parse(text: &str, default_country: Option<&str>) -> Result<Phone, PhoneError> {
    let number = read(text, default_country)?;
    match number.is_possible_with_reason() {
        Ok(NumberLengthType::IsPossible) => {}
        Ok(NumberLengthType::IsPossibleLocalOnly) | Err(ValidationError::TooShort | ValidationError::InvalidLength) => {
            return Err(PhoneError::TooShort);
        }
        Err(ValidationError::TooLong) => return Err(PhoneError::TooLong),
        Err(ValidationError::InvalidCountryCode) => return Err(PhoneError::CountryUnknown),
    }
    let mut e164 = number.format_as(PhoneNumberFormat::E164).into_owned();
    if let Some(extension) = number.extension.as_deref().filter(|extension| !extension.is_empty()) {
        e164.push_str(";ext=");
        e164.push_str(extension);
    }
    Ok(Phone { e164 })
}

fn read(text: &str, default_country: Option<&str>) -> Result<PhoneNumber, PhoneError> {
    let text = latin_extension(text.trim());
    let region = default_country.and_then(|country| Region::try_from(country.to_ascii_uppercase().as_str()).ok());
    PhoneNumber::parse(&text, region).map_err(|why| match why {
        ParseError::InvalidCountryCode => PhoneError::CountryUnknown,
        ParseError::NotANumber(_) => PhoneError::NotAPhone,
        ParseError::TooShortAfterIdd | ParseError::TooShortNsn => PhoneError::TooShort,
        ParseError::TooLongNsn => PhoneError::TooLong,
    })
}

/// Writes `доб. 12` and `вн. 12` as `ext. 12`: the library knows only «доб» without its full stop.
fn latin_extension(text: &str) -> String {
    let small = text.to_lowercase();
    for sign in ["добавочный", "доб", "внутр", "внутренний", "вн", "дод"] {
        if let Some((number, extension)) = small.split_once(sign) {
            let digits: String = extension.chars().filter(char::is_ascii_digit).collect();
            if digits.is_empty() {
                break;
            }
            let number = number.trim_end_matches([' ', ',', ';', '(']);
            return format!("{number} ext. {digits}");
        }
    }
    text.to_owned()
}

impl Phone {
    /// As written within its country: `8 (912) 345-67-89`.
    pub fn national(&self) -> String {
        self.format(PhoneNumberFormat::National)
    }

    /// As written abroad: `+7 912 345-67-89`.
    pub fn international(&self) -> String {
        self.format(PhoneNumberFormat::International)
    }

    /// As people of `country` write it: without the country code at home, with it abroad.
    pub fn shown_in(&self, country: Option<&str>) -> String {
        match country.is_some() && self.country().as_deref() == country {
            true => self.national(),
            false => self.international(),
        }
    }

    /// The country of the number, two letters after ISO 3166-1; none for numbers of no country,
    /// such as satellite phones.
    pub fn country(&self) -> Option<String> {
        Some(from_e164(&self.e164)?.get_region_code()?.to_string())
    }

    fn format(&self, format: PhoneNumberFormat) -> String {
        match from_e164(&self.e164) {
            Some(number) => number.format_as(format).into_owned(),
            // What was stored otherwise is still shown.
            None => self.e164.clone(),
        }
    }
}

/// Takes a stored number apart, which needs none of the guesses of [`read`] and a tenth of its time.
fn from_e164(e164: &str) -> Option<PhoneNumber> {
    let (number, extension) = match e164.split_once(";ext=") {
        Some((number, extension)) => (number, Some(extension.to_owned())),
        None => (e164, None),
    };
    let digits = number.strip_prefix('+').filter(|digits| digits.len() > 3)?;
    let (code, national) = digits.split_at_checked(calling_code_length(digits))?;
    let zeros = national.len() - national.trim_start_matches('0').len();
    let mut number = PhoneNumber {
        country_code: code.parse().ok()?,
        national_number: national.parse().ok()?,
        extension,
        ..PhoneNumber::default()
    };
    if zeros > 0 {
        // Italian numbers keep the zero behind the country code.
        number.italian_leading_zero = Some(true);
        number.number_of_leading_zeros = i32::try_from(zeros).ok();
    }
    Some(number)
}

/// The calling codes of two digits (ITU-T E.164, annex D). 1 and 7 have one, the rest have three;
/// no code begins another.
const TWO_DIGIT_CODES: [&str; 44] = [
    "20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45", "46", "47", "48", "49", "51",
    "52", "53", "54", "55", "56", "57", "58", "60", "61", "62", "63", "64", "65", "66", "81", "82", "84", "86", "90",
    "91", "92", "93", "94", "95", "98",
];

/// How many digits of an international number are its country's calling code.
pub(crate) fn calling_code_length(digits: &str) -> usize {
    match digits.get(..2) {
        _ if digits.starts_with(['1', '7']) => 1,
        Some(code) if TWO_DIGIT_CODES.contains(&code) => 2,
        _ => digits.len().min(3),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_write_them() {
        for (text, country, e164) in [
            ("8 (912) 345-67-89", Some("RU"), "+79123456789"),
            ("8-800-555-35-35", Some("RU"), "+78005553535"),
            ("+7 912 345 67 89", None, "+79123456789"),
            ("044 123-45-67", Some("ua"), "+380441234567"),
            ("(067) 123 45 67", Some("UA"), "+380671234567"),
            ("tel:+380-67-123-45-67", None, "+380671234567"),
            ("(202) 456-1414", Some("US"), "+12024561414"),
            ("+49 30 901820", Some("RU"), "+4930901820"),
            ("8 495 123-45-67 доб. 12", Some("RU"), "+74951234567;ext=12"),
            ("8 495 123-45-67 (вн. 12)", Some("RU"), "+74951234567;ext=12"),
            ("+1 202 456 1414 ext. 7", None, "+12024561414;ext=7"),
            ("+74951234567;ext=12", None, "+74951234567;ext=12"),
        ] {
            assert_eq!(parse(text, country).map(|phone| phone.e164), Ok(e164.to_owned()), "{text}");
        }
    }

    #[test]
    fn what_is_no_number_is_refused_with_the_reason() {
        for (text, country, why) in [
            ("", Some("RU"), PhoneError::NotAPhone),
            ("hello", Some("RU"), PhoneError::NotAPhone),
            ("8 912 345 67 89", None, PhoneError::CountryUnknown),
            ("+7 912", None, PhoneError::TooShort),
            ("+7 912 345 67 89 10 11 12 13", None, PhoneError::TooLong),
            ("+999 123 456 789", None, PhoneError::CountryUnknown),
        ] {
            assert_eq!(parse(text, country), Err(why), "{text}");
        }
    }

    #[test]
    fn numbers_are_shown_at_home_and_abroad() {
        let phone = parse("+79123456789", None).unwrap();
        assert_eq!(phone.national(), "8 (912) 345-67-89");
        assert_eq!(phone.international(), "+7 912 345-67-89");
        assert_eq!(phone.country().as_deref(), Some("RU"));
        assert_eq!(phone.shown_in(Some("RU")), "8 (912) 345-67-89");
        assert_eq!(phone.shown_in(Some("UA")), "+7 912 345-67-89");
        assert_eq!(phone.shown_in(None), "+7 912 345-67-89");
        for (e164, national) in
            [("+390669812345", "06 6981 2345"), ("+35312222222", "(01) 222 2222"), ("+380441234567", "044 123 4567")]
        {
            assert_eq!(parse(e164, None).unwrap().national(), national);
        }
        let desk = parse("8 495 123-45-67 доб. 12", Some("RU")).unwrap();
        assert!(desk.national().ends_with("12"), "{}", desk.national());
    }
}
