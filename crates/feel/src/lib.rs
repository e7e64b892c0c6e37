//! The room `feel`.
