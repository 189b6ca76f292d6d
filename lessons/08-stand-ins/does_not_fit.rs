//! A heartbeat asks for time. This reactor has none: the program does not compile.

use twistlab::reactor::ReactorTime;
use twistlab::reactor::testing::MemoryReactor;

fn heartbeat(_time: &impl ReactorTime) {}

fn main() {
    heartbeat(&MemoryReactor::new());
}
