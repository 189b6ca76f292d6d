//! The gauges of a frozen stage held against `ss`: two programs ask one kernel. Skipped, with a sentence, where
//! there is no `ss`.

mod support;

use std::process::Command;
use support::{Player, scene, tail};
use twistlab::lab::Holding;
use twistlab::world::{World, xray};

/// How often the two are asked again where something moved in between (a window probe of the kernel's).
const TRIES: usize = 20;

#[test]
fn ss_reads_the_same_queues_while_the_stage_is_frozen() {
    if let Err(error) = Command::new("ss").arg("-V").output() {
        eprintln!("skipped: ss cannot be run here ({error})");
        return;
    }
    let mut player = Player::start(scene("freeze"), &[], Holding::Never);
    player.until("the deadlock", |world| xray(world).is_some_and(|chain| chain.cycle));
    for _ in 0..TRIES {
        let before = gauges(player.trace.head());
        let table = Command::new("ss").arg("-tmn").output().expect("ss was there a moment ago");
        let table = String::from_utf8_lossy(&table.stdout).into_owned();
        next_sample(&mut player);
        if gauges(player.trace.head()) == before {
            let [client, server] = ["client", "server"].map(|name| port(player.trace.head(), name));
            let (ours, theirs) = (before, (send_queue(&table, client, server), receive_queue(&table, server, client)));
            assert_eq!(ours, theirs, "the gauges, and ss:\n{table}\n{}", tail(&player.trace));
            println!("client's Send-Q, server's Recv-Q: {ours:?}, and so says ss");
            return;
        }
    }
    panic!("the queues of a frozen stage never stood still\n{}", tail(&player.trace));
}

/// Not acknowledged in the client's send queue, unread in the server's receive queue.
fn gauges(world: &World) -> (Option<u64>, Option<u64>) {
    let gauge = |name: &str| world.source(name).map(|end| end.gauges).unwrap_or_default();
    (gauge("client").queued, gauge("server").unread)
}

/// Waits until the lab has looked at the stage once more: the gauges of one look are noted before the next.
fn next_sample(player: &mut Player) {
    for _look in 0..2 {
        let sampled =
            |world: &World| world.threads.first().and_then(|main| main.sample.as_ref()).map(|sample| sample.0);
        let last = sampled(player.trace.head());
        player.until("another sample", |world| sampled(world) > last);
    }
}

fn port(world: &World, name: &str) -> u16 {
    world.source(name).and_then(|end| end.port).expect("a connected socket has a port")
}

/// The columns of `ss -tn`: State, Recv-Q, Send-Q, local address, peer's address.
fn columns(table: &str, local: u16, peer: u16) -> Option<(u64, u64)> {
    table.lines().find_map(|line| {
        let mut words = line.split_whitespace().skip(1);
        let (received, sent) = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
        let ends = words.next()?.ends_with(&format!(":{local}")) && words.next()?.ends_with(&format!(":{peer}"));
        ends.then_some((received, sent))
    })
}

fn receive_queue(table: &str, local: u16, peer: u16) -> Option<u64> {
    columns(table, local, peer).map(|(received, _)| received)
}

fn send_queue(table: &str, local: u16, peer: u16) -> Option<u64> {
    columns(table, local, peer).map(|(_, sent)| sent)
}

#[test]
fn a_line_of_ss_is_found_by_both_its_ports() {
    let table = "State Recv-Q Send-Q Local Address:Port  Peer Address:Port Process\n\
                 ESTAB 0      8192   127.0.0.1:44956     127.0.0.1:60187\n\
                 \t skmem:(r0,rb8192,t0,tb8192,f0,w9216,o0,bl0,d0)\n\
                 ESTAB 5106   0      127.0.0.1:60187     127.0.0.1:44956\n";
    assert_eq!((send_queue(table, 44956, 60187), receive_queue(table, 60187, 44956)), (Some(8192), Some(5106)));
    assert_eq!(send_queue(table, 44956, 44956), None);
}
