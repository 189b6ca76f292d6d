//! The methods of a program that an event loop calls, by their names in the library.

use serde::{Deserialize, Serialize};

/// A method of the program's own that the reactor calls. Each is the method of that name; Twisted's verbs in snake_case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)] // each is the method of that name
pub enum Callback {
    ConnectionMade,
    DataReceived,
    ReadConnectionLost,
    WriteConnectionLost,
    ConnectionLost,
    BuildProtocol,
    StartFactory,
    StopFactory,
    StartedConnecting,
    ClientConnectionFailed,
    ClientConnectionLost,
    PauseProducing,
    ResumeProducing,
    StopProducing,
    /// What `call_later` was given.
    TimedCall,
    /// What `call_from_thread` was given, by another thread.
    CallFromThread,
    /// What is called when the reactor starts or stops.
    Hook,
    DoRead,
    DoWrite,
    /// The descriptor's own `connection_lost`.
    DescriptorLost,
    /// What waited for something to be over.
    Completion,
}

/// Whose method it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Callee {
    /// The protocol of a connection.
    Protocol,
    /// The factory that makes protocols, or is told of attempts.
    Factory,
    /// The producer of a transport.
    Producer,
    /// A descriptor of the program's own.
    Descriptor,
    /// A function that was handed to the reactor.
    Function,
}

impl Callback {
    /// The name as a program would write it.
    pub fn name(self) -> &'static str {
        match self {
            Callback::ConnectionMade => "connection_made",
            Callback::DataReceived => "data_received",
            Callback::ReadConnectionLost => "read_connection_lost",
            Callback::WriteConnectionLost => "write_connection_lost",
            Callback::ConnectionLost | Callback::DescriptorLost => "connection_lost",
            Callback::BuildProtocol => "build_protocol",
            Callback::StartFactory => "start_factory",
            Callback::StopFactory => "stop_factory",
            Callback::StartedConnecting => "started_connecting",
            Callback::ClientConnectionFailed => "client_connection_failed",
            Callback::ClientConnectionLost => "client_connection_lost",
            Callback::PauseProducing => "pause_producing",
            Callback::ResumeProducing => "resume_producing",
            Callback::StopProducing => "stop_producing",
            Callback::TimedCall => "a delayed call",
            Callback::CallFromThread => "a call from another thread",
            Callback::Hook => "a hook",
            Callback::DoRead => "do_read",
            Callback::DoWrite => "do_write",
            Callback::Completion => "a completion",
        }
    }

    /// Whose it is.
    pub fn callee(self) -> Callee {
        match self {
            Callback::ConnectionMade
            | Callback::DataReceived
            | Callback::ReadConnectionLost
            | Callback::WriteConnectionLost
            | Callback::ConnectionLost => Callee::Protocol,
            Callback::BuildProtocol
            | Callback::StartFactory
            | Callback::StopFactory
            | Callback::StartedConnecting
            | Callback::ClientConnectionFailed
            | Callback::ClientConnectionLost => Callee::Factory,
            Callback::PauseProducing | Callback::ResumeProducing | Callback::StopProducing => Callee::Producer,
            Callback::DoRead | Callback::DoWrite | Callback::DescriptorLost => Callee::Descriptor,
            Callback::TimedCall | Callback::CallFromThread | Callback::Hook | Callback::Completion => Callee::Function,
        }
    }
}
