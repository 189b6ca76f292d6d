//! The method of the program that is being called, looked up in its text.
//!
//! A callback has no line of its own: the library calls it, and no event comes from its first line. What is told is its name
//! and its protocol's, and the text of the run says where that method stands. So this is a place in a listing, and no
//! running line; it is drawn in another way.

use crate::event::{Callback, Callee};
use crate::world::World;

/// The first line of the innermost protocol method that is being called, where the text has it and no line of the program
/// was told since the call began.
pub(super) fn called(world: &World, text: &str) -> Option<u32> {
    let calls = world.threads.iter().flat_map(|thread| &thread.calls);
    let call = calls.into_iter().rfind(|call| call.callback.callee() == Callee::Protocol)?;
    if world.spot.as_ref().is_some_and(|spot| spot.at >= call.since) {
        return None;
    }
    let source = world.source(call.source.as_ref()?.as_str())?;
    let protocol = source.transport.as_ref()?.protocol.as_ref()?;
    method(text, protocol.as_str(), call.callback)
}

/// The line with the method's name.
fn method(text: &str, protocol: &str, callback: Callback) -> Option<u32> {
    let interface = match callback {
        Callback::ReadConnectionLost | Callback::WriteConnectionLost => "HalfCloseable",
        _ => "Protocol",
    };
    let lines = || text.lines().enumerate();
    let head = format!("impl {interface} for {protocol} {{");
    let block = lines().find(|(_, line)| *line == head)?.0;
    let end = lines().skip(block).find(|(_, line)| *line == "}")?.0;
    let name = format!("    fn {}(", callback.name());
    let first = lines().take(end).skip(block).find(|(_, line)| line.starts_with(&name))?.0;
    u32::try_from(first + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "struct A;\n\nimpl Protocol for Other {\n    fn data_received(&mut self) {\n    }\n}\n\nimpl Protocol for A {\n    fn connection_made(&mut self) {\n        x();\n    }\n\n    fn data_received(&mut self) {\n    }\n}\n";

    #[test]
    fn a_method_is_found_in_its_own_protocol() {
        assert_eq!(method(TEXT, "A", Callback::ConnectionMade), Some(9));
        assert_eq!(method(TEXT, "A", Callback::DataReceived), Some(13));
        assert_eq!(method(TEXT, "Other", Callback::DataReceived), Some(4));
    }

    #[test]
    fn what_the_text_does_not_have_is_not_shown() {
        assert_eq!(method(TEXT, "A", Callback::ConnectionLost), None);
        assert_eq!(method(TEXT, "Other", Callback::ConnectionMade), None, "it is another's");
        assert_eq!(method(TEXT, "A", Callback::ReadConnectionLost), None);
        assert_eq!(method("", "A", Callback::DataReceived), None);
    }
}
