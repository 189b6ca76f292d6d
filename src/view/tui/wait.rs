use crossterm::event;
use std::io;
use std::sync::mpsc::*;
use std::time::Duration;
pub struct Wait {
    tx: SyncSender<Woken>,
    rx: Receiver<Woken>,
}
pub enum Woken {
    Input(event::Event),
    Stage,
    Signal(Signal),
    HungUp,
}
pub enum Signal {
    Interrupt,
    Terminate,
    HangUp,
    Suspend,
    Continue,
}
impl Wait {
    pub fn new() -> io::Result<Self> {
        let (tx, rx) = sync_channel(64);
        let t = tx.clone();
        std::thread::spawn(move || {
            while let Ok(e) = event::read() {
                let _ = t.send(Woken::Input(e));
            }
        });
        Ok(Wait { tx, rx })
    }
    pub fn waker(&self) -> impl Fn() + Send + Sync + Clone + 'static + use<> {
        let t = self.tx.clone();
        move || {
            let _ = t.try_send(Woken::Stage);
        }
    }
    pub fn next(&mut self, t: Option<Duration>, v: &mut Vec<Woken>) -> io::Result<()> {
        match t {
            Some(t) => {
                if let Ok(w) = self.rx.recv_timeout(t) {
                    v.push(w)
                }
            }
            None => {
                if let Ok(w) = self.rx.recv() {
                    v.push(w)
                }
            }
        }
        Ok(())
    }
}
