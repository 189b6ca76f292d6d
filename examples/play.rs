//! Plays a scene by its script and writes its trace, without any screen: what another tool is compared with.
//!
//! ```text
//! cargo run --no-default-features --example play -- freeze freeze.trace
//! strace -f -o freeze.strace -e trace=network,close target/debug/examples/play freeze freeze.trace
//! ```

#[path = "../tests/support/mod.rs"]
mod support;

use std::fs::File;
use std::io::{BufWriter, Write};
use support::{AT_ONCE, Player, events, scene};
use twistlab::lab::Holding;
use twistlab::trace::codec;

fn main() -> std::io::Result<()> {
    let mut given = std::env::args().skip(1);
    let (Some(id), Some(path)) = (given.next(), given.next()) else {
        return Err(std::io::Error::other("play SCENE FILE"));
    };
    let trace = Player::start(scene(&id), &[], Holding::Never).by_script(AT_ONCE);
    let mut file = BufWriter::new(File::create(path)?);
    codec::write_header(&mut file, &trace.header)?;
    events(&trace).try_for_each(|stamped| codec::write_event(&mut file, stamped))?;
    file.flush()
}
