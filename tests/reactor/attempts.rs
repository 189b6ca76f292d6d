//! Connection attempts that fail: refused, too late, or for a reason of the system's.

use crate::support::{Maker, in_memory};
use rustix::io::Errno;
use twistlab::reactor::testing::Attempt;

/// Covers FA-14, FA-15.
#[test]
fn the_system_s_error_chooses_the_kind() {
    let cases = [
        (Errno::CONNREFUSED, "Refused"),
        (Errno::NETUNREACH, "NoRoute"),
        (Errno::TIMEDOUT, "TcpTimedOut"),
        (Errno::ACCESS, "Other"),
        (Errno::HOSTUNREACH, "Other"),
    ];
    for (errno, kind) in cases {
        for attempt in [Attempt::Fails(errno.into()), Attempt::FailsAtOnce(errno.into())] {
            let bench = in_memory();
            let port = bench.listen(Maker::plain().shared());
            let factory = Maker::plain().shared();
            let how = format!("{attempt:?}");
            bench.memory.as_ref().expect("it is in memory").fail_next_connect(attempt);
            bench.connect(&port, factory.clone());
            bench.until("it is over", || factory.record().has("stop"));
            let failed = format!("failed: {kind}");
            assert_eq!(factory.record().events(), ["start", "connecting", &failed, "stop"], "{how}");
        }
    }
}
