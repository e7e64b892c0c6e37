//! The files the browser needs: style sheet, scripts, fonts, icons. All of them are in the binary.
//!
//! Names carry a hash of the content, so they are cached for ever; text is stored compressed, made at build time.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::sync::LazyLock;

use axum::Router;
use axum::body::Bytes;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

/// One embedded file.
struct File {
    /// The name without the hash: `core.js`.
    logical: &'static str,
    /// The name in the URL: `core-1a2b3c4d.js`.
    name: &'static str,
    bytes: &'static [u8],
    /// Empty when the file is not text.
    brotli: &'static [u8],
    gzip: &'static [u8],
}

static FILES: &[File] = include!(concat!(env!("OUT_DIR"), "/assets.rs"));

static BY_NAME: LazyLock<HashMap<&str, &File>> = LazyLock::new(|| FILES.iter().map(|file| (file.name, file)).collect());

static URLS: LazyLock<HashMap<&str, String>> =
    LazyLock::new(|| FILES.iter().map(|file| (file.logical, format!("/assets/{}", file.name))).collect());

static ICONS: LazyLock<HashSet<&str>> = LazyLock::new(|| include_str!("../icons.txt").split_whitespace().collect());

/// The fonts of the first view, Latin and Cyrillic.
const FONTS: [&str; 2] = ["golos-text-latin-wght-normal.woff2", "golos-text-cyrillic-wght-normal.woff2"];

/// Serves `/assets/*`.
pub fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/assets/{name}", get(serve))
}

/// The URL of the asset with this name (`core.js`, `app.css`, `icons.svg`); `None` when the build made no such file.
pub fn url(logical: &str) -> Option<&'static str> {
    URLS.get(logical).map(String::as_str)
}

/// Whether the sprite has an icon of this name.
pub fn has_icon(name: &str) -> bool {
    ICONS.contains(name)
}

/// The URLs of the fonts to preload.
pub fn fonts() -> impl Iterator<Item = &'static str> {
    FONTS.into_iter().filter_map(url)
}

/// The `Link` header of a page: style sheet, script and fonts may be fetched before the page is read.
pub fn preload() -> HeaderValue {
    static LINK: LazyLock<HeaderValue> = LazyLock::new(|| {
        let mut link = String::new();
        for (name, kind) in [("app.css", "style"), ("core.js", "script")] {
            if let Some(url) = url(name) {
                let rel = if kind == "script" { "modulepreload" } else { "preload" };
                let _ = write!(link, "<{url}>; rel={rel}; as={kind}, ");
            }
        }
        for url in fonts() {
            let _ = write!(link, "<{url}>; rel=preload; as=font; type=\"font/woff2\"; crossorigin, ");
        }
        HeaderValue::from_str(link.trim_end_matches(", ")).unwrap_or_else(|_| HeaderValue::from_static(""))
    });
    LINK.clone()
}

async fn serve(Path(name): Path<String>, headers: HeaderMap) -> Response {
    let Some(file) = BY_NAME.get(name.as_str()) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let (body, encoding) = encoded(file, &headers);
    let mut response = Bytes::from_static(body).into_response();
    let answer = response.headers_mut();
    answer.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type(file.name)));
    answer.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    answer.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    if let Some(encoding) = encoding {
        answer.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    response
}

/// The smallest form of the file the client accepts.
fn encoded(file: &File, headers: &HeaderMap) -> (&'static [u8], Option<&'static str>) {
    let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let accepts = |coding: &str| {
        accepted.split(',').any(|part| {
            let mut part = part.split(';').map(str::trim);
            part.next() == Some(coding) && part.all(|weight| weight != "q=0")
        })
    };
    if !file.brotli.is_empty() && accepts("br") {
        (file.brotli, Some("br"))
    } else if !file.gzip.is_empty() && accepts("gzip") {
        (file.gzip, Some("gzip"))
    } else {
        (file.bytes, None)
    }
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "woff2" => "font/woff2",
        // Speculation rules named by a header must have this type; they are the only JSON among the assets.
        "json" => "application/speculationrules+json",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_build_made_what_pages_name() {
        for name in ["app.css", "core.js", "icons.svg", "prefetch.json"] {
            assert!(url(name).is_some(), "{name} is missing");
        }
        assert_eq!(fonts().count(), 2);
        assert!(preload().to_str().unwrap().contains("rel=modulepreload"));
    }

    #[test]
    fn budgets_hold() {
        let size = |name: &str| FILES.iter().find(|file| file.logical == name).unwrap().gzip.len();
        assert!(size("core.js") < 40_000, "core.js has {} bytes", size("core.js"));
        assert!(size("app.css") < 30_000, "app.css has {} bytes", size("app.css"));
        let fonts: usize =
            FONTS.iter().map(|font| FILES.iter().find(|file| file.logical == *font).unwrap().bytes.len()).sum();
        assert!(fonts < 80_000, "the fonts of the first view have {fonts} bytes");
    }

    #[test]
    fn the_smallest_accepted_form_is_sent() {
        let css = FILES.iter().find(|file| file.logical == "app.css").unwrap();
        let ask = |accept: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, accept.parse().unwrap());
            encoded(css, &headers).1
        };
        assert_eq!(ask("gzip, deflate, br"), Some("br"));
        assert_eq!(ask("gzip, br;q=0"), Some("gzip"));
        assert_eq!(ask("identity"), None);
    }

    #[test]
    fn every_icon_named_in_the_source_is_in_the_sprite() {
        let mut stack = vec![std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
        while let Some(path) = stack.pop() {
            if path.is_dir() {
                stack.extend(std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
                continue;
            }
            let code = std::fs::read_to_string(&path).unwrap();
            for call in ["icon(\"", "icon_small(\"", "icon_large(\"", "icon: \"", "icon: Some(\""] {
                for rest in code.split(call).skip(1) {
                    let name = rest.split('"').next().unwrap();
                    let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
                    assert!(!plain || has_icon(name), "{}: {name}", path.display());
                }
            }
        }
    }
}
