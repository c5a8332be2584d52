//! A PostgreSQL cluster for tests, in a temporary folder and on a free port. It stops with the test.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

/// Starts a cluster, prints "ready", and stops it when standard input ends, which includes that the test is killed.
const RUN: &str = r#"
set -eu
folder=$(mktemp -d) port=$1 bin=$2
trap 'rm -rf "$folder"' EXIT
chmod 755 "$folder"
as=""
if [ "$(id -u)" = 0 ]; then chown postgres "$folder"; as="runuser -u postgres --"; fi
cd "$folder"
$as "$bin/initdb" -D "$folder/data" -U isnad --auth=trust -E UTF8 --locale=C.UTF-8 >/dev/null
$as "$bin/pg_ctl" -D "$folder/data" -l "$folder/log" -w start >/dev/null \
  -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$folder -c fsync=off -c full_page_writes=off"
echo ready
cat >/dev/null
$as "$bin/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null
"#;

struct Cluster {
    port: u16,
    bin: String,
    _child: Child,
}

/// The folder of PostgreSQL's programs. If there is none, tests are skipped, or fail if `ISNAD_TEST_POSTGRES` is set.
/// They are skipped in a build without the feature `postgres`.
fn programs() -> Option<String> {
    if !cfg!(feature = "postgres") {
        // The harness captures what is printed with `eprintln!`.
        let _ = writeln!(std::io::stderr(), "SKIPPED: built without the feature postgres; only SQLite is tested");
        return None;
    }
    let installed = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let found = installed.map(|version| version.path().join("bin")).filter(|bin| bin.join("initdb").exists()).max();
    let required = std::env::var_os("ISNAD_TEST_POSTGRES").is_some();
    assert!(found.is_some() || !required, "PostgreSQL is not installed, but ISNAD_TEST_POSTGRES is set");
    if found.is_none() {
        let _ = writeln!(std::io::stderr(), "SKIPPED: PostgreSQL is not installed; only SQLite is tested");
    }
    found.map(|bin| bin.display().to_string())
}

fn start(bin: String) -> Cluster {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let mut child = Command::new("sh")
        .args(["-c", RUN, "postgres", &port.to_string(), &bin])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert_eq!(line, "ready\n", "PostgreSQL did not start");
    Cluster { port, bin, _child: child }
}

/// The rows that SQL statements return, each as a line of unaligned columns.
pub fn query(address: &str, statements: &[&str]) -> String {
    let bin = programs().expect("a database has an address");
    let mut psql = Command::new(format!("{bin}/psql"));
    psql.args(["-XqAt", "-v", "ON_ERROR_STOP=1", "-d", address]);
    let output = psql.args(statements.iter().flat_map(|sql| ["-c", sql])).output().unwrap();
    assert!(output.status.success(), "{statements:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The address of a new, empty database with this name; `None` if PostgreSQL is not installed.
pub fn database(name: &str) -> Option<String> {
    static CLUSTER: OnceLock<Option<Cluster>> = OnceLock::new();
    let Cluster { port, bin, .. } = CLUSTER.get_or_init(|| programs().map(start)).as_ref()?;
    let created = Command::new(format!("{bin}/createdb"))
        .args(["-h", "127.0.0.1", "-p", &port.to_string(), "-U", "isnad", name])
        .status()
        .unwrap();
    assert!(created.success());
    Some(format!("postgres://isnad@127.0.0.1:{port}/{name}"))
}
