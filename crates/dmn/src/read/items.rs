//! Item definitions (DMN 1.5, 7.3.3).
use std::sync::Arc;

use roxmltree::Node;

use super::{Reader, child, children};
use crate::model::{Item, ItemForm};

impl Reader<'_> {
    pub fn item(&mut self, node: Node<'_, '_>) -> Item {
        let components: Vec<Item> = children(node, "itemComponent").map(|component| self.item(component)).collect();
        let form = if let Some(function) = child(node, "functionItem") {
            let parameters = children(function, "parameters");
            ItemForm::Function {
                parameters: parameters.map(|parameter| parameter.attribute("typeRef").map(Arc::from)).collect(),
                result: function.attribute("outputTypeRef").map(Arc::from),
            }
        } else if components.is_empty() {
            ItemForm::Reference(child(node, "typeRef").and_then(|name| name.text()).map(|name| name.trim().into()))
        } else {
            ItemForm::Components(components)
        };
        Item {
            name: self.name(node),
            at: self.span(node),
            form,
            is_collection: node.attribute("isCollection") == Some("true"),
            allowed: child(node, "allowedValues").map(|values| self.text_of(values)),
            constraint: child(node, "typeConstraint").map(|values| self.text_of(values)),
        }
    }
}
