//! Shows the sheet of components without a database: `cargo run -p web --example gallery`, then <http://127.0.0.1:7070/states>.

use axum::Router;
use axum::middleware::from_fn;

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let app = Router::new()
        .merge(web::page::states::router())
        .merge(web::assets::router())
        .layer(from_fn(web::http::headers));
    let address = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:7070".to_owned());
    let listener = tokio::net::TcpListener::bind(&address).await?;
    axum::serve(listener, app).await
}
