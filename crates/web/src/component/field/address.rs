//! A postal address.

use std::borrow::Cow;

use maud::{Markup, html};

use crate::component::form::Input;
use crate::reader::Reader;

/// The parts, any of which may be empty. The country is an ISO 3166 code.
#[derive(Debug, Clone, Default)]
pub struct Address<'a> {
    pub street: Cow<'a, str>,
    pub city: Cow<'a, str>,
    pub region: Cow<'a, str>,
    pub postal_code: Cow<'a, str>,
    pub country: Cow<'a, str>,
}

/// The address in a line: a cell; in a record it wraps.
pub fn show(address: &Address<'_>) -> Markup {
    let place = [&*address.postal_code, &*address.city]
        .iter()
        .filter(|part| !part.is_empty())
        .copied()
        .collect::<Vec<_>>()
        .join(" ");
    let parts = [&*address.street, &place, &*address.region, &*address.country];
    html! { address class="not-italic inline" { (parts.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(", ")) } }
}

/// Five inputs, as `name.street` and so on; wrap in [`crate::component::form::group`]. `countries` are `(code, name)`.
pub fn edit(reader: &Reader, input: &Input<'_>, address: &Address<'_>, countries: &[(&str, Cow<'_, str>)]) -> Markup {
    let part = |name: &str, id: &str, class: &str, complete: &str, value: &str| {
        let label = crate::text(reader.language, id);
        html! {
            input class={ "input w-full " (class) } type="text" id=[(name == "street").then(|| input.id())] name=(format!("{}.{name}", input.name)) value=(value) placeholder=(label) aria-label=(label)
                readonly[input.locked] autocomplete=(complete) aria-invalid=[input.invalid()];
        }
    };
    html! {
        div class="grid grid-cols-6 gap-1.5" {
            (part("street", "address-street", "col-span-6", "street-address", &address.street))
            (part("postal_code", "address-postal-code", "col-span-2", "postal-code", &address.postal_code))
            (part("city", "address-city", "col-span-4", "address-level2", &address.city))
            (part("region", "address-region", "col-span-3", "address-level1", &address.region))
            select class="select w-full col-span-3" name=(format!("{}.country", input.name)) aria-label=(t!(reader, "address-country")) disabled[input.locked] autocomplete="country" {
                option value="" { (t!(reader, "address-country")) }
                @for (code, name) in countries { option value=(code) selected[*code == address.country] { (name) } }
            }
        }
    }
}
