//! An installation for one test: its data, the program, and a plain HTTP client.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;
use tempfile::TempDir;

/// An installation in a folder of its own.
pub struct House {
    pub folder: TempDir,
    /// What follows `--data` or `--database`.
    pub place: [String; 2],
}

/// A server that runs; killed when it is dropped.
pub struct Server {
    child: Child,
    pub address: SocketAddr,
}

/// An answer of a server.
pub struct Answer {
    pub status: u16,
    /// Its header lines, in lower case.
    pub head: String,
    pub body: String,
}

impl House {
    /// An empty folder.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let place = ["--data".to_owned(), folder.path().join("data").display().to_string()];
        Self { folder, place }
    }

    /// A path beside the data.
    pub fn beside(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    /// Runs a command on the installation.
    pub fn run(&self, words: &[&str]) -> Output {
        self.run_with(words, "")
    }

    /// Runs a command that reads from standard input.
    pub fn run_with(&self, words: &[&str], input: &str) -> Output {
        let mut child = program()
            .args(words)
            .args(&self.place)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        child.wait_with_output().unwrap()
    }

    /// Runs a command that has to succeed, and returns what it printed.
    pub fn said(&self, words: &[&str]) -> String {
        let output = self.run(words);
        assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    /// A user with a role, and a token of that user.
    pub fn token(&self, email: &str, role: &str) -> String {
        let words = ["user", "create", "--email", email, "--role", role, "--password-stdin"];
        let output = self.run_with(&words, "correct horse battery");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        self.said(&["token", "create", "--user", email])
    }

    /// Serves the installation and waits until it answers.
    pub fn serve(&self) -> Server {
        self.serve_with(&[])
    }

    /// As [`House::serve`], with more flags.
    pub fn serve_with(&self, flags: &[&str]) -> Server {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let address: SocketAddr = ([127, 0, 0, 1], port).into();
        let child = program()
            .args(["serve", "--listen", &address.to_string()])
            .args(flags)
            .args(&self.place)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut server = Server { child, address };
        for _ in 0..600 {
            assert!(server.child.try_wait().unwrap().is_none(), "the server ended by itself");
            if let Ok(answer) = server.try_ask("GET", "/healthz", "", "")
                && answer.status == 200
            {
                return server;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("the server does not answer");
    }
}

impl Server {
    /// Asks and expects an answer.
    pub fn ask(&self, method: &str, path: &str, token: &str, body: &str) -> Answer {
        self.try_ask(method, path, token, body).unwrap()
    }

    /// Asks; the server may be gone.
    pub fn try_ask(&self, method: &str, path: &str, token: &str, body: &str) -> std::io::Result<Answer> {
        let mut stream = TcpStream::connect(self.address)?;
        stream.set_read_timeout(Some(Duration::from_secs(60)))?;
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer {token}\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )?;
        let mut reader = BufReader::new(stream);
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let status = line.get(9..12).and_then(|status| status.parse().ok());
        let status = status.ok_or_else(|| std::io::Error::other("no answer"))?;
        let mut rest = String::new();
        reader.read_to_string(&mut rest)?;
        let (head, body) = rest.split_once("\r\n\r\n").unwrap_or((&rest, ""));
        Ok(Answer { status, head: head.to_lowercase(), body: body.to_owned() })
    }

    /// The number of its process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The program under test.
pub fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_relata"));
    for name in ["RELATA_DATA", "RELATA_DATABASE", "RELATA_LISTEN", "RELATA_CONFIG"] {
        command.env_remove(name);
    }
    command
}

/// The number a path such as `/odata/v4/companies/$count` answers with.
pub fn count(server: &Server, token: &str, set: &str) -> u64 {
    let answer = server.ask("GET", &format!("/odata/v4/{set}/$count"), token, "");
    assert_eq!(answer.status, 200, "{}", answer.body);
    let digits: String = answer.body.chars().filter(char::is_ascii_digit).collect();
    digits.parse().unwrap()
}

/// Whether a file of the repository's neighbour is there; says so when it is not.
pub fn is_there(path: &Path) -> bool {
    let there = path.exists();
    if !there {
        eprintln!("skipped: {} is not there", path.display());
    }
    there
}

/// Writes a package of one entity beside the data; a second field is of the type `kind`.
pub fn package(house: &House, name: &str, kind: &str) -> String {
    let folder = house.folder.path().join(name);
    std::fs::create_dir_all(folder.join("entities")).unwrap();
    let app = format!("name = \"{name}\"\nversion = \"0.1.0\"\nneeds = [\"base\"]\nmenu = [\"thing\"]\n");
    std::fs::write(folder.join("app.toml"), app).unwrap();
    let entity = format!(
        "label = \"Thing\"\ntitle = \"name\"\n\n[[field]]\nname = \"name\"\ntype = \"text\"\n\n\
         [[field]]\nname = \"a_{kind}\"\ntype = \"{kind}\"\n"
    );
    std::fs::write(folder.join("entities/thing.toml"), entity).unwrap();
    folder.display().to_string()
}
