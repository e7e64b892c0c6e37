//! An app as the model knows it.

use crate::label::Label;
use crate::name::EntityName;
use std::sync::Arc;

/// What an app package says about itself.
#[derive(Debug, Clone)]
pub struct App {
    pub name: Arc<str>,
    pub version: Arc<str>,
    pub label: Label,
    pub description: Label,
    /// The apps it builds on.
    pub needs: Vec<Arc<str>>,
    /// A Lucide icon.
    pub icon: Arc<str>,
    /// The entities in its part of the navigation, in their order.
    pub menu: Vec<EntityName>,
}
