//! Builds what the browser gets and embeds it: `npm ci`, Vite, then tables of files and of translations.
//!
//! Nothing here is committed. Vite runs again only when its input changed; of the Rust sources that is the text in
//! string literals, because Tailwind looks there for class names.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs, io};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// What Vite reads, besides the Rust sources.
const INPUTS: [&str; 7] =
    ["islands", "styles", "icons.txt", "package.json", "package-lock.json", "tsconfig.json", "vite.config.ts"];

/// A page for each kind of error that programs and analysts meet.
const PROBLEMS: &str = "../../docs/problems";

fn main() -> Result<()> {
    for input in INPUTS.iter().chain(&["build.rs", "src", "translations"]) {
        println!("cargo::rerun-if-changed={input}");
    }
    println!("cargo::rerun-if-changed={PROBLEMS}");
    let out = PathBuf::from(env::var("OUT_DIR")?);
    fs::write(out.join("translations.rs"), translations()?)?;
    fs::write(out.join("problems.rs"), problems()?)?;
    let assets = out.join("assets");
    let print = fingerprint()?;
    let stamp = out.join("assets.stamp");
    if fs::read_to_string(&stamp).ok().as_deref() != Some(print.as_str()) {
        build(&assets)?;
        fs::write(&stamp, &print)?;
    }
    fs::write(out.join("assets.rs"), table(&assets)?)?;
    Ok(())
}

/// Runs npm and Vite; one build at a time, because target folders may differ while `node_modules` is one.
fn build(assets: &Path) -> Result<()> {
    let lock = fs::File::open("build.rs")?;
    lock.lock()?;
    install()?;
    let vite = Path::new("node_modules/vite/bin/vite.js");
    let mut command = Command::new("node");
    command.arg(vite).args(["build", "--logLevel", "warn"]).env("RELATA_WEB_OUT", assets);
    run(command)
}

/// Installs the locked packages, when they changed since the last time.
fn install() -> Result<()> {
    let wanted = hash(&fs::read("package-lock.json")?);
    let stamp = Path::new("node_modules/.relata");
    if fs::read_to_string(stamp).is_ok_and(|seen| seen == wanted) {
        return Ok(());
    }
    let mut command = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
    command.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
    run(command)?;
    fs::write(stamp, wanted)?;
    Ok(())
}

fn run(mut command: Command) -> Result<()> {
    let shown = format!("{command:?}");
    let output = command.output().map_err(|error| {
        format!("{shown}: {error}. The pages are built with Node 20.19 or later and npm: please install them")
    })?;
    if output.status.success() {
        return Ok(());
    }
    let said = [output.stdout, output.stderr].concat();
    Err(format!("{shown} failed:\n{}", String::from_utf8_lossy(&said)).into())
}

/// Changes whenever the result of Vite may change.
fn fingerprint() -> Result<String> {
    let mut hasher = DefaultHasher::new();
    for input in INPUTS {
        for path in files(Path::new(input))? {
            path.hash(&mut hasher);
            fs::read(&path)?.hash(&mut hasher);
        }
    }
    let mut words = BTreeSet::new();
    for path in files(Path::new("src"))? {
        let text = fs::read_to_string(&path)?;
        for literal in text.split('"') {
            words.extend(literal.split_whitespace().map(str::to_owned));
        }
    }
    words.hash(&mut hasher);
    Ok(format!("{:016x}", hasher.finish()))
}

fn hash(bytes: &[u8]) -> String {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

/// All files under `path`, sorted.
fn files(path: &Path) -> io::Result<Vec<PathBuf>> {
    if path.is_file() {
        return Ok(vec![path.to_owned()]);
    }
    let mut found = Vec::new();
    for entry in fs::read_dir(path)? {
        found.extend(files(&entry?.path())?);
    }
    found.sort();
    Ok(found)
}

/// The embedded files as Rust: `(logical name, file name, bytes, brotli, gzip)`.
fn table(assets: &Path) -> Result<String> {
    let mut code = String::from("&[\n");
    for line in fs::read_to_string(assets.join("index.txt"))?.lines() {
        let (logical, file) = line.split_once('\t').ok_or("index.txt is not as packed() writes it")?;
        let bytes = |ending: &str| {
            let path = assets.join(format!("{file}{ending}"));
            match path.exists() {
                true => format!("include_bytes!({path:?})"),
                false => "&[]".to_owned(),
            }
        };
        writeln!(
            code,
            "File {{ logical: {logical:?}, name: {file:?}, bytes: {}, brotli: {}, gzip: {} }},",
            bytes(""),
            bytes(".br"),
            bytes(".gz")
        )?;
    }
    code.push(']');
    Ok(code)
}

/// The translations as Rust: `(language, file, text)`.
fn translations() -> Result<String> {
    let mut code = String::from("&[\n");
    for path in files(Path::new("translations"))? {
        if path.extension().is_none_or(|extension| extension != "ftl") {
            continue;
        }
        let language = path.parent().and_then(Path::file_name).ok_or("translations lie in a folder per language")?;
        let full = fs::canonicalize(&path)?;
        writeln!(
            code,
            "({:?}, {:?}, include_str!({full:?})),",
            language.to_string_lossy(),
            path.file_name().unwrap_or_default().to_string_lossy()
        )?;
    }
    code.push(']');
    Ok(code)
}

/// The pages about errors as Rust: `(code, text)`.
fn problems() -> Result<String> {
    let mut code = String::from("&[\n");
    for path in files(Path::new(PROBLEMS))? {
        let name = path.file_stem().ok_or("a page about an error is named after it")?;
        let full = fs::canonicalize(&path)?;
        writeln!(code, "({:?}, include_str!({full:?})),", name.to_string_lossy())?;
    }
    code.push(']');
    Ok(code)
}
