//! The HTTP server: pages, programs, health and metrics on one address.

use crate::compose::House;
use crate::metrics::{self, Meter};
use crate::proxies::{self, Network};
use crate::secure::{self, Secure};
use crate::settings::Settings;
use anyhow::Result;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use records::Records;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate, SizeAbove};

/// Serves until it is told to stop, and lets what is under way finish.
///
/// # Errors
/// When the socket fails.
pub async fn serve(listener: TcpListener, house: House, settings: &Settings, demo: bool) -> Result<()> {
    let database = house.records.database().clone();
    let scheduling = house.clone();
    tokio::task::spawn_blocking(move || crate::jobs::schedule(&scheduling)).await??;
    let preparing = house.clone();
    let runner = tokio::task::spawn_blocking(move || crate::jobs::runner(&preparing)).await?.start();
    let address = listener.local_addr()?;
    let origin = settings.public_url.clone().unwrap_or_else(|| format!("http://localhost:{}", address.port()));
    let site = web::Site::new(house.front.clone(), &origin, demo);
    // Small answers, and those made for speed, are not worth the processor's time.
    // Packing harder would take a third of a page's time to save a tenth of its size.
    let compression = CompressionLayer::new().gzip(true).quality(CompressionLevel::Precise(2)).compress_when(
        SizeAbove::new(1024).and(NotForContentType::IMAGES).and(NotForContentType::const_new("application/json")),
    );
    let meter = Meter::default();
    let router = Router::new()
        .merge(web::router(site).layer(compression))
        .merge(api::router(house.front.clone()))
        .merge(watch(house.records.clone(), meter.clone()))
        .layer(axum::middleware::from_fn_with_state(meter, metrics::measured))
        .layer(axum::middleware::from_fn({
            let trusted: Arc<[Network]> = settings.trusted_proxies.clone().into();
            move |request, next| proxies::see_through(Arc::clone(&trusted), request, next)
        }))
        // Outermost: who speaks to us is still seen, and no answer goes out past it.
        .layer(axum::middleware::from_fn({
            let rule = Arc::new(Secure::new(&settings.trusted_proxies, settings.public_url.as_deref()));
            move |request, next| secure::secured(Arc::clone(&rule), request, next)
        }));
    axum::serve(listener, router.into_make_service_with_connect_info::<std::net::SocketAddr>())
        .with_graceful_shutdown(stopped())
        .await?;
    runner.stop().await;
    drop(database);
    Ok(())
}

/// Waits for the signal to stop.
async fn stopped() {
    let interrupt = async {
        let _ = tokio::signal::ctrl_c().await;
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
    tracing::info!("Stopping: what is under way may finish");
}

/// `/healthz` and `/metrics`.
fn watch(records: Records, meter: Meter) -> Router {
    let health = get(health).with_state(records.clone());
    let metrics = get(metrics::metrics).with_state((records, meter));
    Router::new().route("/healthz", health).route("/metrics", metrics)
}

async fn health(State(records): State<Records>) -> Response {
    let answer = tokio::time::timeout(Duration::from_secs(5), records.database().read(|tx| tx.epoch())).await;
    match answer {
        Ok(Ok(_)) => (StatusCode::OK, "ok\n").into_response(),
        Ok(Err(error)) => {
            tracing::error!("The database does not answer: {error}");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n").into_response()
        }
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the database is slow\n").into_response(),
    }
}
