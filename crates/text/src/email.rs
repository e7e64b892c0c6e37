//! E-mail addresses.

use std::collections::HashSet;
use std::sync::LazyLock;

/// Why a text is no e-mail address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EmailError {
    #[error("an e-mail address has an @ between name and domain")]
    NoAt,
    /// The part before the @ is empty or has a character that is not allowed there.
    #[error("the part of the e-mail address before the @ is not right")]
    Local,
    #[error("the part of the e-mail address after the @ is not a domain name")]
    Domain,
    #[error("the e-mail address is too long")]
    TooLong,
}

impl EmailError {
    /// The id of the sentence that tells a person so.
    pub fn message_id(self) -> &'static str {
        match self {
            EmailError::NoAt => "email-no-at",
            EmailError::Local => "email-local",
            EmailError::Domain => "email-domain",
            EmailError::TooLong => "email-too-long",
        }
    }
}

/// Checks an e-mail address and writes it the way it is stored: without `mailto:` and spaces
/// around, the domain in small letters and as people read it (`почта.рф`, not `xn--…`). The part
/// before the @ stays as typed, for it belongs to the mail server.
///
/// # Errors
/// Says what is wrong. Quoted local parts and addresses in brackets, which RFC 5321 allows and
/// nobody has, are refused.
pub fn parse(text: &str) -> Result<String, EmailError> {
    let text = text.trim();
    let text = match text.get(..7) {
        Some(scheme) if scheme.eq_ignore_ascii_case("mailto:") => text[7..].trim_start(),
        _ => text,
    };
    let (local, domain) = text.rsplit_once('@').ok_or(EmailError::NoAt)?;
    // RFC 5321, 4.5.3.1: 64 octets before the @, 254 in all.
    if local.len() > 64 || text.len() > 254 {
        return Err(EmailError::TooLong);
    }
    if !is_local_part(local) {
        return Err(EmailError::Local);
    }
    let domain = crate::web::host_name(domain).ok_or(EmailError::Domain)?;
    Ok(format!("{local}@{domain}"))
}

/// RFC 5322, 3.2.3: a dot-atom; RFC 6531, 3.3: letters of all scripts in it.
fn is_local_part(local: &str) -> bool {
    let is_atom = |c: char| match c.is_ascii() {
        true => c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c),
        false => c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c),
    };
    local.split('.').all(|atom| !atom.is_empty() && atom.chars().all(is_atom))
}

/// An address as it is matched: small letters, without what is behind a plus sign, and without the
/// dots that Gmail ignores. Two addresses with equal keys reach one person. Empty if it is no
/// address.
pub fn key(address: &str) -> String {
    let Ok(address) = parse(address) else {
        return String::new();
    };
    let address = address.to_lowercase();
    let Some((local, domain)) = address.split_once('@') else {
        return String::new();
    };
    let local = match local.find('+') {
        Some(plus) if plus > 0 => &local[..plus],
        _ => local,
    };
    match domain {
        "gmail.com" | "googlemail.com" => format!("{}@gmail.com", local.replace('.', "")),
        "ya.ru" | "yandex.com" | "yandex.ru" | "yandex.ua" | "yandex.by" | "yandex.kz" => {
            format!("{}@yandex.ru", local.replace('.', "-"))
        }
        _ => format!("{local}@{domain}"),
    }
}

/// Whether anybody may have an address at this domain (in small letters), so that it says nothing
/// about a company.
pub fn is_free_mail(domain: &str) -> bool {
    FREE_MAIL.contains(domain)
}

static FREE_MAIL: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    "
        126.com 163.com aim.com aol.com arcor.de bigmir.net bk.ru bluewin.ch bol.com.br
        btinternet.com centrum.cz comcast.net cox.net daum.net duck.com email.com email.cz
        email.ua fastmail.com foxmail.com free.fr freemail.hu freenet.de gmail.com gmx.at gmx.ch
        gmx.com gmx.de gmx.net googlemail.com hanmail.net hey.com hotmail.co.uk hotmail.com
        hotmail.de hotmail.fr hotmail.it i.ua icloud.com inbox.lv inbox.ru interia.pl internet.ru
        laposte.net libero.it list.ru live.com live.ru lycos.com mac.com mail.com mail.ee mail.kz
        mail.ru mail.ua me.com meta.ua msn.com naver.com o2.pl onet.pl online.ua orange.fr
        outlook.com outlook.de pm.me proton.me protonmail.com qq.com rambler.ru rediffmail.com
        seznam.cz sina.com t-online.de tut.by tutanota.com ukr.net umail.ua verizon.net web.de
        wp.pl xs4all.nl ya.ru yahoo.co.uk yahoo.com yahoo.de yandex.by yandex.com yandex.kz
        yandex.ru yandex.ua zoho.com
    "
    .split_whitespace()
    .collect()
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_stored_in_one_way() {
        for (text, stored) in [
            (" Anna.Petrova@Example.ORG ", "Anna.Petrova@example.org"),
            ("mailto:anna@example.org", "anna@example.org"),
            ("анна@почта.рф", "анна@почта.рф"),
            ("anna@xn--80a1acny.xn--p1ai", "anna@почта.рф"),
            ("o'neill+crm@sub.example.co.uk", "o'neill+crm@sub.example.co.uk"),
        ] {
            assert_eq!(parse(text).as_deref(), Ok(stored));
        }
    }

    #[test]
    fn what_is_no_address_is_refused_with_the_reason() {
        let long = format!("{}@example.org", "a".repeat(65));
        for (text, why) in [
            ("", EmailError::NoAt),
            ("anna", EmailError::NoAt),
            ("@example.org", EmailError::Local),
            ("a b@example.org", EmailError::Local),
            ("a..b@example.org", EmailError::Local),
            ("a@b@example.org", EmailError::Local),
            ("anna@", EmailError::Domain),
            ("anna@localhost", EmailError::Domain),
            ("anna@exa mple.org", EmailError::Domain),
            ("anna@-example.org", EmailError::Domain),
            ("anna@[127.0.0.1]", EmailError::Domain),
            ("anna@127.0.0.1", EmailError::Domain),
            (&long, EmailError::TooLong),
        ] {
            assert_eq!(parse(text), Err(why), "{text}");
        }
    }

    #[test]
    fn keys_of_one_person_are_equal() {
        assert_eq!(key("Anna.Petrova+crm@GMail.com"), key("annapetrova@googlemail.com"));
        assert_eq!(key("anna@ya.ru"), key("Anna@yandex.ru"));
        assert_ne!(key("anna@example.org"), key("anna@example.com"));
        assert_eq!(key("no address"), "");
    }

    #[test]
    fn free_mail_says_nothing_about_a_company() {
        assert!(FREE_MAIL.iter().all(|domain| crate::web::domain_of(domain).as_deref() == Some(domain)));
        assert!(is_free_mail("gmail.com") && is_free_mail("ukr.net") && !is_free_mail("example.org"));
    }
}
