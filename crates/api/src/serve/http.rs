//! The OData service as axum sees it.

use axum::body::{Body, HttpBody as _, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method as HttpMethod, StatusCode, header};
use axum::response::{IntoResponse, Response};
use identity::Credential;

use super::ask::{Ask, Headers};
use super::desk::Desk;
use super::fault::{Fault, too_large, unauthorized};
use super::reply::Reply;
use super::{answer, batch};
use crate::Problem;
use crate::odata::batch::Method;
use crate::openapi::SERVICE_ROOT;

/// The largest body that is read.
const LARGEST: usize = 16 * 1024 * 1024;

/// Up to here a body is read before anybody is recognised.
const SMALL: u64 = 64 * 1024;

/// Answers everything below the service root.
pub async fn odata(State(desk): State<Desk>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let is_head = parts.method == HttpMethod::HEAD;
    let method = match &parts.method {
        &HttpMethod::GET | &HttpMethod::HEAD => Method::Get,
        other => match Method::parse(other.as_str()) {
            Some(method) => method,
            None => {
                let problem = super::not_allowed(parts.uri.path(), "GET, POST, PATCH, PUT, DELETE");
                return Reply::odata_problem(&problem).into_odata();
            }
        },
    };
    let whole = parts.uri.path_and_query().map_or("", |whole| whole.as_str());
    let url = whole.strip_prefix(SERVICE_ROOT).unwrap_or(whole).trim_start_matches('/').to_owned();
    let credential = credential(&parts.headers);
    let headers = Headers::of(&parts.headers);
    if let Err(problem) = check_versions(&parts.headers) {
        return Reply::odata_problem(&problem).into_odata();
    }
    let body = match method {
        Method::Get => Vec::new(),
        _ => match receive(&desk, &parts.headers, body).await {
            Ok(body) => body,
            Err(problem) => return Reply::odata_problem(&problem).into_odata(),
        },
    };
    let ask = Ask { method, url, headers, body };
    if ask.method == Method::Post && ask.url.split('?').next() == Some("$batch") {
        return match batch::run(&desk, credential, &ask).await {
            Ok((media, body)) => batched(&media, body),
            Err(problem) => Reply::odata_problem(&problem).into_odata(),
        };
    }
    let mut response = answer(&desk, credential, ask).await.into_odata();
    if is_head {
        *response.body_mut() = Body::empty();
    }
    response
}

/// Refuses what is said in a version this service does not speak, or is to be answered in one. Protocol 8.1.5 and 8.2.6.
///
/// # Errors
/// 400 for a request in another version than 4.0 and 4.01, and for one that takes no answer in 4.0.
fn check_versions(headers: &HeaderMap) -> Result<(), Problem> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
    let major = |version: &str| version.split('.').next().and_then(|major| major.parse::<u32>().ok());
    match (text("odata-version"), text("odata-maxversion")) {
        (Some(version), _) if !matches!(version, "4.0" | "4.01") => {
            Err(Problem::bad_request(format!("OData {version} is not spoken here: say 4.0 or 4.01"))
                .at("OData-Version"))
        }
        (_, Some(version)) if major(version).is_none_or(|major| major < 4) => {
            Err(Problem::bad_request("answers are in OData 4.0").at("OData-MaxVersion"))
        }
        _ => Ok(()),
    }
}

fn batched(media: &str, body: Vec<u8>) -> Response {
    let mut response = Reply::ok("application/json", body).into_odata();
    if let Ok(media) = HeaderValue::from_str(media) {
        response.headers_mut().insert(header::CONTENT_TYPE, media);
    }
    response
}

/// Reads a body for somebody: nobody fills our memory without a token. A small one costs less than asking twice.
///
/// # Errors
/// 401 when nobody is recognised, where that is asked; 413 for a body that is too long.
pub async fn receive(desk: &Desk, headers: &HeaderMap, body: Body) -> Result<Vec<u8>, Problem> {
    match credential(headers) {
        Credential::None => return Err(unauthorized()),
        credential if body.size_hint().upper().is_none_or(|size| size > SMALL) => {
            let work = |_: &mut records::Tx<'_>, visitor: Option<&identity::Visitor>| Ok::<_, Fault>(visitor.is_some());
            match desk.front().read(credential, access::Through::Api, work).await {
                Ok(true) => {}
                Ok(false) => return Err(unauthorized()),
                Err(fault) => return Err(fault.told(Headers::of(headers).language)),
            }
        }
        _ => {}
    }
    read(body).await
}

/// Reads a body, as far as it is taken.
///
/// # Errors
/// 413 for a longer one.
async fn read(body: Body) -> Result<Vec<u8>, Problem> {
    let bytes = to_bytes(body, LARGEST).await;
    bytes.map(|bytes| bytes.to_vec()).map_err(|_| too_large(format!("a body may have {LARGEST} bytes, in whole")))
}

/// What a program brings to say who it is. A cookie is not looked at.
pub fn credential(headers: &HeaderMap) -> Credential {
    match headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()) {
        Some(value) => Credential::Authorization(value.to_owned()),
        None => Credential::None,
    }
}

/// An address that is none, told to a program.
pub async fn missing() -> Response {
    let problem = Problem::not_found("nothing stands at that address");
    let mut response = Reply::plain_problem(&problem).into_response();
    *response.status_mut() = StatusCode::NOT_FOUND;
    response
}
