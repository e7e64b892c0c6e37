//! Webhooks as programs meet them: their addresses, and changes in the words of the API. What is kept and sent is a
//! matter of the room `webhooks`.

pub(crate) mod manage;
pub(crate) mod message;
