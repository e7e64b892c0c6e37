//! The room `records`.
