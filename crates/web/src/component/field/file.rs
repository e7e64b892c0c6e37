//! Files and images.

use std::borrow::Cow;

use maud::{Markup, html};

use crate::component::form::Input;
use crate::component::{icon, icon_small};
use crate::format;
use crate::reader::Reader;

/// A stored file.
#[derive(Debug, Clone, Default)]
pub struct File<'a> {
    pub id: i64,
    pub name: Cow<'a, str>,
    pub size: u64,
    pub url: Cow<'a, str>,
}

/// The file as a link that saves it.
pub fn show(reader: &Reader, file: &File<'_>) -> Markup {
    html! {
        a class="att" href=(file.url) download=(file.name) data-no-prefetch {
            span class="text-ink-3 inline-flex" { (icon_small(symbol(&file.name))) }
            span class="truncate max-w-56" { (file.name) }
            span class="text-ink-3 num" { (format::file_size(reader.language, file.size)) }
        }
    }
}

/// An image, small.
pub fn show_image(file: &File<'_>) -> Markup {
    html! { img class="thumb" src=(file.url) alt=(file.name) loading="lazy" decoding="async"; }
}

/// A control that uploads at once to `upload` (`POST`, multipart, part `file`; the answer is JSON `{"id","name"}`)
/// and sends the file's id. `accept` as in HTML.
pub fn edit(reader: &Reader, input: &Input<'_>, file: Option<&File<'_>>, upload: &str, accept: &str) -> Markup {
    let current = file.map(|file| file.id.to_string()).unwrap_or_default();
    html! {
        x-upload class="upload" data-url=(upload) data-mode="field" {
            input type="hidden" name=(input.name) value=(current);
            label class="upload-drop" {
                (icon("upload"))
                span data-name { @match file { Some(file) => { (file.name) } None => { (t!(reader, "upload-one")) } } }
                input class="sr-only" type="file" id=(input.id()) accept=(accept) autocomplete="off" disabled[input.locked] aria-invalid=[input.invalid()] aria-describedby=[input.described()];
            }
            progress class="meter" max="100" value="0" hidden {}
            p class="err" role="alert" data-error hidden {}
        }
    }
}

/// A large area to drop a file into: an import, the files of a record. Sends `file` to `url` and follows the answer's
/// `location`, or tells the page by the event `uploaded`. Works as a plain form without script.
pub fn drop_zone(reader: &Reader, url: &str, accept: &str, title: &str, help: &str) -> Markup {
    html! {
        x-upload class="upload" data-url=(url) data-mode="form" {
            form method="post" action={ (url) "?csrf=" (reader.csrf) } enctype="multipart/form-data" {
                label class="upload-drop upload-big" {
                    span class="w-11 h-11 rounded-xl bg-tint text-link grid place-items-center" { (icon("upload")) }
                    b class="font-semibold" data-name { (title) }
                    span class="text-ink-3 text-xs" { (help) }
                    input class="sr-only" type="file" name="file" accept=(accept) autocomplete="off" required;
                }
                noscript { button class="btn btn-primary btn-sm mt-2" { (t!(reader, "upload-send")) } }
            }
            progress class="meter" max="100" value="0" aria-label=(t!(reader, "upload-progress")) hidden {}
            p class="err" role="alert" data-error hidden {}
        }
    }
}

fn symbol(name: &str) -> &'static str {
    let ending = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    match ending.as_str() {
        "csv" | "xlsx" | "xls" | "ods" => "file-spreadsheet",
        "png" | "jpg" | "jpeg" | "gif" | "webp" | "svg" => "image",
        "pdf" | "doc" | "docx" | "txt" | "md" => "file-text",
        _ => "file",
    }
}
