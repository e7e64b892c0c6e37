//! TLS to PostgreSQL, against a server of its own with certificates of its own.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use store::{Database, Error, Location, Options, Tx};

/// A PostgreSQL server with TLS; stopped when it is dropped.
struct Server {
    bin: PathBuf,
    home: tempfile::TempDir,
    port: u16,
}

/// Whether the server offers TLS.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tls {
    On,
    Off,
}

impl Server {
    /// None, with a word about it, where there is no PostgreSQL or no OpenSSL to start one with.
    fn start(tls: Tls) -> Option<Self> {
        let Some(bin) = programs() else {
            eprintln!("skipped: there is no initdb");
            return None;
        };
        if !Command::new("openssl").arg("version").stdout(Stdio::null()).status().is_ok_and(|status| status.success()) {
            eprintln!("skipped: there is no openssl");
            return None;
        }
        let home = tempfile::tempdir().unwrap();
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let server = Self { bin, home, port };
        server.certificates();
        if is_root() {
            ran(Command::new("chown").args(["-R", "postgres"]).arg(server.home.path()));
        }
        let data = server.file("data");
        let words = ["--username", "relata", "--auth", "trust", "--encoding", "UTF8", "--locale", "C.UTF-8"];
        ran(server.program("initdb").args(["--pgdata", &data]).args(words));
        let mut options = format!(
            "-p {} -c listen_addresses=127.0.0.1 -c unix_socket_directories={} -c fsync=off",
            server.port,
            server.home.path().display()
        );
        if tls == Tls::On {
            let (certificate, key) = (server.file("server.crt"), server.file("server.key"));
            options.push_str(&format!(" -c ssl=on -c ssl_cert_file={certificate} -c ssl_key_file={key}"));
        }
        let log = server.file("log");
        ran(server.program("pg_ctl").args([
            "--pgdata",
            &data,
            "--log",
            &log,
            "--silent",
            "--wait",
            "--options",
            &options,
            "start",
        ]));
        Some(server)
    }

    /// An authority, the certificate it gave the server for `localhost`, and one of a stranger.
    fn certificates(&self) {
        let openssl = |words: &[&str]| ran(Command::new("openssl").args(words).current_dir(self.home.path()));
        for (name, subject) in [("root", "/CN=Root"), ("stranger", "/CN=Stranger")] {
            let (key, certificate) = (format!("{name}.key"), format!("{name}.crt"));
            openssl(&[
                "req",
                "-new",
                "-x509",
                "-days",
                "2",
                "-nodes",
                "-newkey",
                "rsa:2048",
                "-subj",
                subject,
                "-keyout",
                &key,
                "-out",
                &certificate,
            ]);
        }
        openssl(&[
            "req",
            "-new",
            "-nodes",
            "-newkey",
            "rsa:2048",
            "-subj",
            "/CN=localhost",
            "-keyout",
            "server.key",
            "-out",
            "server.csr",
        ]);
        std::fs::write(self.home.path().join("names"), "subjectAltName=DNS:localhost\n").unwrap();
        openssl(&[
            "x509",
            "-req",
            "-days",
            "2",
            "-in",
            "server.csr",
            "-CA",
            "root.crt",
            "-CAkey",
            "root.key",
            "-CAcreateserial",
            "-extfile",
            "names",
            "-out",
            "server.crt",
        ]);
        ran(Command::new("chmod").args(["600", "server.key"]).current_dir(self.home.path()));
    }

    fn file(&self, name: &str) -> String {
        self.home.path().join(name).display().to_string()
    }

    /// A program of PostgreSQL; it refuses to run as root.
    fn program(&self, name: &str) -> Command {
        let path = self.bin.join(name);
        let mut command = if is_root() {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(path);
            command
        } else {
            Command::new(path)
        };
        command.current_dir("/");
        command
    }

    fn url(&self, host: &str, query: &str) -> String {
        format!("postgres://relata@{host}:{}/postgres?{query}", self.port)
    }

    /// Connects, and says whether the connection is encrypted.
    fn is_encrypted(&self, host: &str, query: &str) -> Result<bool, Error> {
        let database = Database::open(&Location::parse(&self.url(host, query))?, Options::default())?;
        database.read_blocking(|tx: &mut Tx| {
            let plan = store::Plan::text("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()");
            Ok(tx.query_one(&plan, &[], |row| row.bool(0))?.unwrap())
        })
    }

    /// What is said about a connection that must not come about.
    fn refusal(&self, host: &str, query: &str) -> String {
        match self.is_encrypted(host, query) {
            Ok(_) => panic!("{query} was connected"),
            Err(Error::Lost(text)) => text,
            Err(error) => panic!("{query}: {error:?}"),
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let data = self.file("data");
        let stopped =
            self.program("pg_ctl").args(["--pgdata", &data, "--mode", "immediate", "--silent", "stop"]).status();
        drop(stopped);
    }
}

fn programs() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let found = versions.map(|version| version.path().join("bin")).filter(|bin| bin.join("initdb").exists()).max();
    found.or_else(|| {
        let path = std::env::var_os("PATH")?;
        std::env::split_paths(&path).find(|folder| folder.join("initdb").exists())
    })
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|said| said.stdout == b"0\n")
}

fn ran(command: &mut Command) {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
}

fn roots(file: &str) -> String {
    format!("sslrootcert={}", Path::new(file).display())
}

#[test]
fn a_server_with_tls_is_trusted_as_far_as_the_url_says() {
    let Some(server) = Server::start(Tls::On) else { return };
    let (root, stranger) = (roots(&server.file("root.crt")), roots(&server.file("stranger.crt")));
    let own = roots(&server.file("server.crt"));
    // Without a word and with the weaker modes, it does not matter who answers.
    for (query, encrypted) in
        [("", true), ("sslmode=disable", false), ("sslmode=prefer", true), ("sslmode=require", true)]
    {
        assert_eq!(server.is_encrypted("127.0.0.1", query).unwrap(), encrypted, "{query}");
    }
    // The authority that signed it, by any name; or its own certificate.
    for mode in ["sslmode=verify-ca", "sslmode=require"] {
        assert!(server.is_encrypted("127.0.0.1", &format!("{mode}&{root}")).unwrap());
        let said = server.refusal("127.0.0.1", &format!("{mode}&{stranger}"));
        assert!(said.contains("signed by nobody in") && said.contains("stranger.crt"), "{said}");
    }
    assert!(server.is_encrypted("localhost", &format!("sslmode=verify-full&{own}")).unwrap());
    // The name counts, too.
    assert!(server.is_encrypted("localhost", &format!("sslmode=verify-full&{root}")).unwrap());
    for roots in [&root, &own] {
        let said = server.refusal("127.0.0.1", &format!("sslmode=verify-full&{roots}"));
        assert!(said.contains("not for the host in the URL"), "{said}");
    }
    let said = server.refusal("localhost", &format!("sslmode=verify-full&{stranger}"));
    assert!(said.contains("signed by nobody in"), "{said}");
    // Nobody public has signed it.
    let said = server.is_encrypted("localhost", "sslrootcert=system").unwrap_err().to_string();
    assert!(said.contains("the operating system's list"), "{said}");
}

#[test]
fn a_server_without_tls_is_used_only_where_that_is_enough() {
    let Some(server) = Server::start(Tls::Off) else { return };
    assert!(!server.is_encrypted("127.0.0.1", "sslmode=prefer").unwrap());
    let said = server.refusal("127.0.0.1", "sslmode=require");
    assert!(said.contains("the server offers no TLS"), "{said}");
}

#[test]
fn a_url_is_shown_without_its_password_wherever_it_stands() {
    for url in ["postgres://a:hush@h/d", "postgres://h/d?user=a&password=hush", "postgres://a:hush@h/d?sslmode=require"]
    {
        let shown = Location::parse(url).unwrap().to_string();
        assert!(!shown.contains("hush") && shown.contains("h/d"), "{shown}");
    }
}
