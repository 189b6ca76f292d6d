//! The end of something that goes on: fired once, heard once.
//!
//! Whoever does the work holds the [`Completer`], whoever waits for it holds the [`Completion`]. It is no future:
//! nothing polls it, and it fires in the very call that ends the work.
//!
//! ```
//! use twistlab::reactor::completion::Completion;
//!
//! let (completer, completion) = Completion::new();
//! completion.on_done(|result| println!("it is {}", result.unwrap()));
//! completer.succeed(42); // prints before it returns
//! ```

use super::outcome::{BoxError, Result};
use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;

type Listener<T> = Box<dyn FnOnce(Result<T>)>;
type Unheard = Box<dyn FnOnce(BoxError)>;

/// How something that goes on will end: with a value, or with an error.
///
/// Dropping it means that nobody listens. What then becomes of an error is for the one who made the completion to say:
/// [`LoopingCall`](super::looping::LoopingCall) passes it on, a completion made by [`new`](Completion::new) forgets it.
pub struct Completion<T = ()>(Rc<Shared<T>>);

/// The other end of a [`Completion`]. Dropped without being fired, it leaves the completion unfinished for ever.
pub struct Completer<T = ()>(Rc<Shared<T>>);

struct Shared<T> {
    state: RefCell<State<T>>,
    /// Takes an error that nobody listened for.
    unheard: RefCell<Option<Unheard>>,
}

enum State<T> {
    Unfinished,
    Listened(Listener<T>),
    Done(Result<T>),
    /// The result was passed on, or nobody can listen any more.
    Closed,
}

impl<T> Completion<T> {
    /// Both ends of something that begins now.
    #[allow(clippy::new_ret_no_self)] // the two are of no use without each other
    pub fn new() -> (Completer<T>, Completion<T>) {
        Completion::pair(None)
    }

    /// As [`new`](Completion::new); `unheard` is called with an error when nobody listens for it: when it comes, or
    /// when a completion that has it already is dropped.
    pub(crate) fn with_unheard(unheard: impl FnOnce(BoxError) + 'static) -> (Completer<T>, Completion<T>) {
        Completion::pair(Some(Box::new(unheard)))
    }

    fn pair(unheard: Option<Unheard>) -> (Completer<T>, Completion<T>) {
        let shared = Rc::new(Shared { state: RefCell::new(State::Unfinished), unheard: RefCell::new(unheard) });
        (Completer(shared.clone()), Completion(shared))
    }

    /// Calls `listener` once with the result: when it comes, inside the call that ends the work; where it is there
    /// already, now, before this returns. There is one listener, who owns the result.
    pub fn on_done(self, listener: impl FnOnce(Result<T>) + 'static) {
        match self.0.swap(State::Closed) {
            State::Done(result) => listener(result),
            State::Unfinished => drop(self.0.swap(State::Listened(Box::new(listener)))),
            State::Listened(_) | State::Closed => {} // only the completion listens or closes, and it is consumed by it
        }
    }

    /// Whether the result is there.
    pub fn is_done(&self) -> bool {
        matches!(*self.0.state.borrow(), State::Done(_))
    }
}

impl<T> Completer<T> {
    /// Ends it well. The listener is called before this returns.
    pub fn succeed(self, value: T) {
        self.finish(Ok(value));
    }

    /// Ends it with an error. The listener is called before this returns.
    pub fn fail(self, error: impl Into<BoxError>) {
        self.finish(Err(error.into()));
    }

    /// Ends it either way. The listener is called before this returns.
    pub fn finish(self, result: Result<T>) {
        match self.0.swap(State::Closed) {
            State::Listened(listener) => listener(result),
            State::Unfinished => drop(self.0.swap(State::Done(result))),
            State::Closed => self.0.tell_unheard(result),
            State::Done(_) => {} // only the completer finishes, and it is consumed by it
        }
    }
}

impl<T> Shared<T> {
    /// No borrow is left when this returns: what comes out may be called, or dropped, whatever it does.
    fn swap(&self, state: State<T>) -> State<T> {
        self.state.replace(state)
    }

    fn tell_unheard(&self, result: Result<T>) {
        let unheard = self.unheard.take();
        if let (Err(error), Some(unheard)) = (result, unheard) {
            unheard(error);
        }
    }
}

impl<T> Drop for Completion<T> {
    fn drop(&mut self) {
        // Also runs at the end of `on_done`, where a listener stands in its place: that one stays.
        let listened = matches!(*self.0.state.borrow(), State::Listened(_));
        if !listened && let State::Done(result) = self.0.swap(State::Closed) {
            self.0.tell_unheard(result);
        }
    }
}

impl<T> fmt::Debug for Completion<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Completion").field("done", &self.is_done()).finish()
    }
}

impl<T> fmt::Debug for Completer<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Completer")
    }
}
