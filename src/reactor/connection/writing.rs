//! From the program to the socket: the buffer, the mark, and the producer that it pauses.

use super::{Callback, Connection, Flow, Life, Output, Reason, Result, Side, Taken};
use crate::reactor::buffer::SLICES;
use crate::reactor::error::FlowError;
use crate::reactor::flow::Producer;
use crate::reactor::network::Socket;
use crate::reactor::outcome::Caller;
use crate::reactor::probe::Noted;
use std::borrow::Cow;
use std::io::{self, IoSlice};
use std::net::Shutdown;

/// The most that one turn sends on one connection, in bytes.
const SEND_LIMIT: usize = 128 * 1024;

impl Connection {
    /// Whether what is written is still taken. A half-close that was asked for waits for a producer, and so for what it writes.
    pub(super) fn takes_writes(&self) -> bool {
        let open = match self.output.get() {
            Output::Open => true,
            Output::Closing => self.producer.borrow().is_some(),
            Output::Closed => false,
        };
        open && matches!(self.life.get(), Life::Open | Life::Losing)
    }

    /// Keeps some bytes. [`written`](Connection::written) follows.
    pub(super) fn keep(&self, data: Cow<'_, [u8]>) {
        if !data.is_empty() {
            self.buffer.borrow_mut().push(data);
        }
    }

    /// So many bytes were kept: they are to be sent, and may be too many.
    pub(super) fn written(&self, bytes: usize, caller: Caller) {
        if bytes == 0 {
            return;
        }
        let (key, waiting) = (self.key(), self.buffer.borrow().len());
        self.engine.note(Some(caller), || Noted::Buffered { key, bytes, waiting });
        self.want(Side::Write, true, Some(caller));
        if waiting > self.high_water.get() && self.flow.get() == Flow::Going {
            let producer = self.producer.borrow().clone();
            if let Some(Producer::Push(push)) = producer {
                self.flow.set(Flow::Paused);
                self.engine.note(Some(caller), || Noted::ProducerPaused { key, waiting });
                if let Err(error) = self.engine.call(Some(key), Callback::PauseProducing, || push.pause_producing()) {
                    self.end_soon(Reason::Error(error));
                }
            }
        }
    }

    /// The socket has room.
    pub(super) fn send(&self) -> Result<Taken, Reason> {
        if !matches!(self.life.get(), Life::Open | Life::Losing) {
            return Ok(Taken::All);
        }
        let waited = !self.buffer.borrow().is_empty();
        let taken = self.send_some()?;
        if self.buffer.borrow().is_empty() {
            self.drained(waited)?;
        }
        Ok(taken)
    }

    fn send_some(&self) -> Result<Taken, Reason> {
        if self.buffer.borrow().is_empty() {
            return Ok(Taken::All); // what is asked for is the drained buffer itself
        }
        let Some((offered, got)) = self.transmit() else { return Ok(Taken::Blocked) };
        let (key, left) = (self.key(), self.buffer.borrow().len());
        self.engine.note(None, || Noted::Written { key, asked: offered, got: got.as_ref().map(|sent| *sent), left });
        match got {
            Ok(sent) if sent == offered => Ok(Taken::All),
            Ok(_) => Ok(Taken::Short),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(Taken::Blocked),
            Err(error) => Err(error.into()),
        }
    }

    /// One send: how many bytes were offered, and how many were taken; `None` where the socket is gone.
    fn transmit(&self) -> Option<(usize, io::Result<usize>)> {
        let socket = self.socket.borrow();
        let socket = socket.as_ref()?;
        let mut buffer = self.buffer.borrow_mut();
        let (offered, got) = match buffer.only(SEND_LIMIT) {
            Some(all) => (all.len(), sent(&**socket, &[IoSlice::new(all)])),
            None => {
                let mut slices = [IoSlice::new(&[]); SLICES];
                let (count, offered) = buffer.slices(SEND_LIMIT, &mut slices);
                (offered, sent(&**socket, &slices[..count]))
            }
        };
        buffer.consume(got.as_ref().map_or(0, |sent| *sent));
        Some((offered, got))
    }

    /// Nothing is left to send: the producer goes on, or a close that waited for this is made. `sent` is false where only
    /// the close asked.
    fn drained(&self, sent: bool) -> Result<(), Reason> {
        self.want(Side::Write, false, None);
        let producer = self.producer.borrow().clone();
        match producer {
            Some(Producer::Pull(_)) if !sent => {} // it was asked for a piece, which is still to come
            Some(producer) if matches!(producer, Producer::Pull(_)) || self.flow.get() == Flow::Paused => {
                self.flow.set(Flow::Going);
                if let Err(error) = self.resume_producer(&producer) {
                    self.lose(Reason::Error(error));
                } else if let Producer::Push(_) = producer {
                    self.go_on_closing(None); // it had its chance to write more
                }
            }
            _ if self.life.get() == Life::Losing => return Err(Reason::Done),
            _ if self.output.get() == Output::Closing => {
                self.output.set(Output::Closed);
                if let Some(socket) = self.socket() {
                    let _ = socket.shutdown(Shutdown::Write); // a peer that is gone is found by the next read
                }
                self.engine.note(None, || Noted::WriteClosed { key: self.key() });
                self.half_closed(Callback::WriteConnectionLost);
            }
            _ => {}
        }
        Ok(())
    }

    fn resume_producer(&self, producer: &Producer) -> Result {
        let key = self.key();
        self.engine.note(None, || Noted::ProducerResumed { key });
        self.engine.call(Some(key), Callback::ResumeProducing, || producer.resume())
    }

    pub(super) fn register(&self, producer: Producer, caller: Caller) -> Result<(), FlowError> {
        let key = self.key();
        if self.life.get() == Life::Lost {
            self.stop_producer(&producer);
            return Ok(());
        }
        if self.producer.borrow().is_some() {
            return Err(FlowError::AlreadyRegistered);
        }
        *self.producer.borrow_mut() = Some(producer.clone());
        self.flow.set(Flow::Going);
        let streaming = matches!(producer, Producer::Push(_));
        self.engine.note(Some(caller), || Noted::ProducerRegistered { key, streaming, mark: self.high_water.get() });
        if !streaming && let Err(error) = self.resume_producer(&producer) {
            self.end_soon(Reason::Error(error));
        }
        Ok(())
    }

    pub(super) fn unregister(&self, caller: Caller) {
        let producer = self.producer.take();
        if producer.is_none() {
            return;
        }
        let key = self.key();
        self.flow.set(Flow::Going);
        self.engine.note(Some(caller), || Noted::ProducerUnregistered { key });
        self.go_on_closing(Some(caller));
    }

    /// A close that waited for the producer waits no more: the next chance to write finds it out.
    fn go_on_closing(&self, caller: Option<Caller>) {
        if self.life.get() == Life::Losing || self.output.get() == Output::Closing {
            self.want(Side::Write, true, caller);
        }
    }

    pub(super) fn stop_producer(&self, producer: &Producer) {
        let key = self.key();
        self.engine.note(None, || Noted::ProducerStopped { key });
        self.engine.tell(Some(key), Callback::StopProducing, || producer.stop());
    }
}

/// Sends, again where a signal came between.
fn sent(socket: &dyn Socket, chunks: &[IoSlice<'_>]) -> io::Result<usize> {
    loop {
        match socket.send(chunks) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            sent => return sent,
        }
    }
}
